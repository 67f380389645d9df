package io.sockeye.server;

import io.sockeye.DisconnectReason;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.server.adapter.LocalSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Recovery of a socket whose state is kept in the memory of this server. Confined to the mailbox of
 * the socket's session, but for what says otherwise.
 */
final class LocalSocketRecovery implements SocketRecovery {
  private final RealSocket socket;

  /** What outlives the socket. */
  private final ConnectionState state;

  /** What an earlier socket left behind, if this one wants to take it over; null if it does not. */
  private final @Nullable LocalClaim claim;

  private final CompletableFuture<Void> finished = new CompletableFuture<>();

  LocalSocketRecovery(RealSocket socket, ConnectionState state, @Nullable LocalClaim claim) {
    this.socket = socket;
    this.state = state;
    this.claim = claim;
  }

  /** That of a socket whose state is kept in memory. */
  static LocalSocketRecovery of(RealSocket socket) {
    return (LocalSocketRecovery) socket.recovery();
  }

  /** What outlives the socket. Any thread. */
  ConnectionState state() {
    return state;
  }

  @Override
  public String id() {
    return state.id();
  }

  @Override
  public LocalSocket member() {
    return state;
  }

  @Override
  public @Nullable Claim claim() {
    return claim;
  }

  @Override
  public void onAdmitted() {
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
    SocketRecovery.startAfresh(socket, reason);
  }

  @Override
  public Map<String, Object> connectPayload() {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("sid", state.id());
    payload.put("pid", state.issuePid());
    return payload;
  }

  @Override
  public void connect(PacketGroup first) {
    state.connect(socket, first);
  }

  @Override
  public void disconnect(boolean close) {
    state.disconnect(socket, close);
  }

  /**
   * The client came back on another connection before this one was found to be dead. Any thread.
   */
  void onTakenOver() {
    socket.mailbox().execute(socket.client()::onTakenOver);
  }

  @Override
  public void end(boolean wasConnected, DisconnectReason reason) {
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

  @Override
  public void onFinished() {
    finished.complete(null);
  }

  /** Completes when the lane of the socket has nothing left to do. Any thread. */
  CompletionStage<Void> finished() {
    return finished;
  }
}
