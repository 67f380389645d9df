package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.DisconnectReason;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.List;

/**
 * What a namespace tells its listeners of its sockets: those of its parent first, and then its own.
 */
final class SocketEvents {
  private final List<NamespaceListeners> listeners;

  SocketEvents(List<NamespaceListeners> listeners) {
    this.listeners = listeners;
  }

  List<NamespaceListeners> listeners() {
    return listeners;
  }

  /** Those that are asked about a socket before it is connected. */
  List<ConnectionMiddleware> middlewares() {
    return listeners.stream().flatMap(each -> each.middlewares.stream()).toList();
  }

  /** Calls the connection listeners; on the socket's lane. */
  void tellConnected(RealSocket socket) {
    assert socket.lane().isCurrent();
    for (NamespaceListeners some : listeners) {
      some.connected.forEach(each -> socket.call("connection", () -> each.onConnection(socket)));
    }
  }

  /** Calls the listeners of any event; on the socket's lane. */
  void tellAny(RealSocket socket, SocketPacket.Event event) {
    assert socket.lane().isCurrent();
    String name = event.name();
    for (NamespaceListeners some : listeners) {
      some.anyIncoming.forEach(
          each -> socket.call(name, () -> each.onEvent(socket, name, event.args())));
    }
  }

  /** Calls the listeners of an event; on the socket's lane. */
  void dispatch(RealSocket socket, SocketPacket.Event event, Ack ack) {
    assert socket.lane().isCurrent();
    for (NamespaceListeners some : listeners) {
      some.events.dispatch(socket, event.name(), event.args(), ack);
    }
  }

  /** Calls the listeners of a disconnection to come; on the socket's lane. */
  void tellDisconnecting(RealSocket socket, DisconnectReason reason) {
    assert socket.lane().isCurrent();
    for (NamespaceListeners some : listeners) {
      some.disconnecting.forEach(
          each -> socket.call("disconnecting", () -> each.onDisconnect(socket, reason)));
    }
  }

  /** Calls the disconnection listeners; on the socket's lane. */
  void tellDisconnected(RealSocket socket, DisconnectReason reason) {
    assert socket.lane().isCurrent();
    for (NamespaceListeners some : listeners) {
      some.disconnected.forEach(
          each -> socket.call("disconnect", () -> each.onDisconnect(socket, reason)));
    }
  }
}
