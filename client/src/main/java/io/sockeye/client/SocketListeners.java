package io.sockeye.client;

import io.sockeye.events.EventListeners;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that listens to one socket. Thread-safe: listeners may come and go on any thread. */
final class SocketListeners extends EventListeners<RealSocket> {
  final List<ConnectionListeners.Signal> connected = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.ConnectError> connectErrors = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.Disconnect> disconnected = new CopyOnWriteArrayList<>();
  final List<ConnectionListeners.State> states = new CopyOnWriteArrayList<>();
}
