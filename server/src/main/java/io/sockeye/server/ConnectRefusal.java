package io.sockeye.server;

import io.sockeye.ConnectErrorException;
import io.sockeye.DisconnectReason;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a CONNECT that is not let in: the client is told, and the socket ends before it was
 * connected. Ignored for a socket that is not waiting any more, because its client has gone or it
 * was let in before. Inside the mailbox.
 */
final class ConnectRefusal {
  private ConnectRefusal() {}

  /** Says no more than that. */
  static void send(RealSocket socket) {
    send(socket, new ConnectErrorException("connection refused"));
  }

  /** Tells the client why if a middleware meant it to be told, and the observer if not. */
  static void send(RealSocket socket, Throwable failure) {
    if (failure instanceof ConnectErrorException told) {
      send(socket, told);
    } else {
      if (socket.isConnecting()) {
        socket.observer().middlewareFailed(socket, failure);
      }
      send(socket);
    }
  }

  private static void send(RealSocket socket, ConnectErrorException refusal) {
    assert socket.mailbox().isCurrent();
    if (!socket.isConnecting()) {
      return;
    }
    PacketGroup encoded = encode(socket, refusal);
    if (encoded == null) {
      return;
    }
    String message = refusal.getMessage();
    socket.session().send(encoded);
    socket.observer().connectRefused(socket.session(), socket.namespace().name(), message);
    socket.close(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, message);
  }

  private static @Nullable PacketGroup encode(RealSocket socket, ConnectErrorException refusal) {
    RealNamespace namespace = socket.namespace();
    try {
      return namespace.encode(packet(socket, refusal));
    } catch (RuntimeException e) {
      socket.observer().middlewareFailed(socket, e); // The data cannot be written; the message can.
      ConnectErrorException bare = new ConnectErrorException(refusal.getMessage());
      return socket.client().encode(namespace::encode, packet(socket, bare));
    }
  }

  private static SocketPacket packet(RealSocket socket, ConnectErrorException refusal) {
    return new SocketPacket.ConnectError(
        socket.namespace().name(), socket.client().revision().refusal(refusal));
  }
}
