package io.sockeye.server;

import io.sockeye.DisconnectReason;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.LocalSocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What recovery does to one socket that may come back: how it gets what an earlier socket of its
 * client left behind, and what becomes of what it leaves itself. Confined to the mailbox of the
 * socket's session, but for what says otherwise.
 */
interface SocketRecovery {
  /**
   * For a socket that is to be admitted; null if it cannot come back.
   *
   * @param claim what an earlier socket of the client left behind; null if it starts afresh
   */
  static @Nullable SocketRecovery of(
      RealSocket socket, RealNamespace namespace, @Nullable Claim claim) {
    if (claim != null) {
      return claim.recoveryOf(socket);
    }
    // Clients of Engine.IO 3 cannot come back.
    if (socket.session().version() != EngineVersion.V4) {
      return null;
    }
    SharedRecovery shared = namespace.sharedRecovery();
    Recovery recovery = namespace.recovery();
    return shared != null
        ? new SharedSocketRecovery(socket, shared, null)
        : recovery != null ? new LocalSocketRecovery(socket, recovery.create(), null) : null;
  }

  /** The id of the socket. Any thread. */
  String id();

  /** What the adapter knows: the socket, or what outlives it. Any thread. */
  LocalSocket member();

  /** The wish to go on where an earlier socket was; null if there is none. Any thread. */
  @Nullable Claim claim();

  /** An authenticator knows who it is; on the lane. */
  default void onAuthenticated(Object who) {}

  /** The middlewares let the socket in: it is connected, or wants first what is its own. */
  void onAdmitted();

  /** What the client is told in its CONNECT packet. */
  Map<String, Object> connectPayload();

  /** The socket is connected, and this is what it gets first. */
  void connect(PacketGroup first);

  /** An event of a broadcast comes to the socket, connected or not. On the thread that delivers. */
  default void onDelivered(SocketPacket.Event event) {}

  /** The program disconnects the socket, after what it sent to it before. Any thread. */
  void disconnect(boolean close);

  /** The socket is disconnected: it leaves its rooms, or what outlives it stays in them. */
  void end(boolean wasConnected, DisconnectReason reason);

  /** The lane of the socket, which is disconnected, has nothing left to do; on the lane. */
  void onFinished();

  /** Nothing can be taken over: the client of a socket starts afresh. Any thread. */
  static void startAfresh(RealSocket socket, RecoveryFailure reason) {
    socket
        .mailbox()
        .execute(
            () -> {
              if (socket.isConnecting()) {
                RealNamespace namespace = socket.namespace();
                socket.server().namespaces().enterAgain(namespace); // before this socket leaves it
                socket.close(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, "");
                socket.client().joining().startAfresh(namespace, socket.handshake(), reason);
              }
            });
  }
}
