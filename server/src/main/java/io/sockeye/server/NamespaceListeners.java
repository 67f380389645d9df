package io.sockeye.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All that listens to the sockets of a namespace, or of all children of a parent. Thread-safe:
 * listeners may come and go on any thread.
 */
final class NamespaceListeners {
  final Dispatcher events = new Dispatcher();
  final List<ConnectionMiddleware> middlewares = new CopyOnWriteArrayList<>();
  final List<ConnectionListener> connected = new CopyOnWriteArrayList<>();
  final List<SocketListeners.Any> anyIncoming = new CopyOnWriteArrayList<>();
  final List<SocketListeners.Disconnect> disconnecting = new CopyOnWriteArrayList<>();
  final List<SocketListeners.Disconnect> disconnected = new CopyOnWriteArrayList<>();
}
