package io.sockeye.server;

import io.sockeye.DisconnectReason;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What recovery does to one socket that may come back: how it gets what an earlier socket of its
 * client left behind, and what becomes of what it leaves itself. Confined to the mailbox of the
 * socket's session, but for what says otherwise.
 */
final class SocketRecovery {
  private final RealSocket socket;

  /** What outlives the socket. */
  private final ConnectionState state;

  /** What an earlier socket left behind, if this one wants to take it over; null if it does not. */
  private final @Nullable Claim claim;

  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  private SocketRecovery(RealSocket socket, ConnectionState state, @Nullable Claim claim) {
    this.socket = socket;
    this.state = state;
    this.claim = claim;
  }

  /**
   * For a socket that is to be admitted; null if it cannot come back.
   *
   * @param claim what an earlier socket of the client left behind; null if it starts afresh
   */
  static @Nullable SocketRecovery of(
      RealSocket socket, RealNamespace namespace, @Nullable Claim claim) {
    if (claim != null) {
      return new SocketRecovery(socket, claim.state(), claim);
    }
    Recovery recovery = namespace.recovery();
    // Clients of Engine.IO 3 cannot come back.
    return recovery == null || socket.session().version() != EngineVersion.V4
        ? null
        : new SocketRecovery(socket, recovery.create(), null);
  }

  /** What outlives the socket. Any thread. */
  ConnectionState state() {
    return state;
  }

  /** Whether the socket goes on where an earlier one was. Any thread. */
  boolean isReturn() {
    return claim != null;
  }

  /** Whether the socket is let in without asking the middlewares. */
  boolean skipsMiddlewares() {
    return claim != null && claim.skipsMiddlewares();
  }

  /** The middlewares let the socket in: it is connected, or wants first what is its own. */
  void onAdmitted() {
    assert socket.mailbox().isCurrent();
    if (claim == null) {
      socket.connect();
    } else {
      claim.begin(socket);
    }
  }

  /** The socket before this one has gone, and all that it left is this one's now. Any thread. */
  void onClaimed(RealSocket former) {
    socket
        .mailbox()
        .execute(
            () -> {
              if (socket.isConnecting() && claim != null) {
                claim.end(former);
                socket.connect();
              } else {
                state.giveUp(socket);
              }
            });
  }

  /** Nothing can be taken over: the client starts afresh. Any thread. */
  void onClaimFailed(RecoveryFailure reason) {
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

  /** What the client is told in its CONNECT packet. */
  Map<String, Object> connectPayload() {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("sid", state.id());
    payload.put("pid", state.issuePid());
    return payload;
  }

  /** The socket is connected, and this is what it gets first. */
  void connect(PacketGroup first) {
    state.connect(socket, first);
  }

  /** The program disconnects the socket, after what it sent to it before. Any thread. */
  void disconnect(boolean close) {
    state.disconnect(socket, close);
  }

  /**
   * The client came back on another connection before this one was found to be dead. Any thread.
   */
  void onTakenOver() {
    socket.mailbox().execute(socket.client()::onTakenOver);
  }

  /** The socket is disconnected: it leaves its rooms, or what outlives it stays in them. */
  void end(boolean wasConnected, DisconnectReason reason) {
    assert socket.mailbox().isCurrent();
    if (wasConnected && Recovery.isRecoverable(reason)) {
      socket.membership().keep();
      state.lose(socket);
    } else if (claim != null && !wasConnected) {
      claim.giveUp(socket); // What it wanted is not its own yet.
    } else {
      socket.membership().close();
      state.leave(socket);
    }
  }

  /** The lane of the socket, which is disconnected, has nothing left to do; on the lane. */
  void onFinished() {
    finished.complete(null);
  }

  /** Completes when the lane of the socket has nothing left to do. Any thread. */
  CompletionStage<Void> finished() {
    return finished;
  }
}
