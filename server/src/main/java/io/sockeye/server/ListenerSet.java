package io.sockeye.server;

import io.sockeye.events.EventListeners;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that listens to one socket. Thread-safe: listeners may come and go on any thread. */
final class ListenerSet extends EventListeners<RealSocket> {
  /** Of a socket that has no listener of its own; stays empty. */
  static final ListenerSet NONE = new ListenerSet();

  final List<EventMiddleware> middlewares = new CopyOnWriteArrayList<>();
  final List<ErrorListener> errors = new CopyOnWriteArrayList<>();
  final List<DisconnectListener> disconnecting = new CopyOnWriteArrayList<>();
  final List<DisconnectListener> disconnected = new CopyOnWriteArrayList<>();
}
