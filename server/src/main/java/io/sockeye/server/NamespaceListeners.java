package io.sockeye.server;

import io.sockeye.events.ListenerTable;
import io.sockeye.server.adapter.RoomListener;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All that listens to a namespace and its sockets, or to all children of a parent. Thread-safe:
 * listeners may come and go on any thread.
 */
final class NamespaceListeners {
  final ListenerTable<RealSocket> events = new ListenerTable<>();
  final List<ConnectionMiddleware> middlewares = new CopyOnWriteArrayList<>();
  final List<ConnectionListener> connected = new CopyOnWriteArrayList<>();
  final List<SocketListeners.Any> anyIncoming = new CopyOnWriteArrayList<>();
  final List<SocketListeners.Disconnect> disconnecting = new CopyOnWriteArrayList<>();
  final List<SocketListeners.Disconnect> disconnected = new CopyOnWriteArrayList<>();
  final List<RoomListener> rooms = new CopyOnWriteArrayList<>();

  /** By event. */
  final Map<String, List<ServerSideListener>> serverSide = new ConcurrentHashMap<>(1);

  void addServerSide(String event, ServerSideListener listener) {
    Objects.requireNonNull(listener, "listener");
    serverSide.compute(
        event,
        (name, present) -> {
          List<ServerSideListener> list = present == null ? new CopyOnWriteArrayList<>() : present;
          list.add(listener);
          return list;
        });
  }

  void removeServerSide(String event, ServerSideListener listener) {
    serverSide.computeIfPresent(
        event,
        (name, list) -> {
          list.remove(listener);
          return list.isEmpty() ? null : list;
        });
  }
}
