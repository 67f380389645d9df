package io.sockeye.server;

import io.sockeye.concurrent.Timers;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A claim to what an earlier socket on this server left in memory. Confined to the mailbox of the
 * new socket's session.
 */
final class LocalClaim implements Claim {
  private final ConnectionState state;
  private final String pid;
  private final @Nullable String offset;
  private final boolean skipMiddlewares;
  private final SocketData data;
  private final Map<String, Object> copied;
  private final @Nullable Object formerPrincipal;
  private Timers.@Nullable Alarm alarm;

  /**
   * A wish.
   *
   * @param pid the private id that the client named
   * @param offset the last event that the client got; null if it got none
   */
  LocalClaim(
      ConnectionState state, RealSocket former, String pid, @Nullable String offset, boolean skip) {
    this.state = state;
    this.pid = pid;
    this.offset = offset;
    this.skipMiddlewares = skip;
    this.data = former.data().copy();
    this.copied = data.toMap();
    this.formerPrincipal = former.principal().orElse(null);
  }

  ConnectionState state() {
    return state;
  }

  @Override
  public boolean skipsMiddlewares() {
    return skipMiddlewares;
  }

  @Override
  public SocketRecovery recoveryOf(RealSocket socket) {
    return new LocalSocketRecovery(socket, state, this);
  }

  @Override
  public SocketData data() {
    return data;
  }

  @Override
  public @Nullable Object restoredPrincipal() {
    return skipMiddlewares ? formerPrincipal : null;
  }

  /** The new socket was let in: wants what the earlier one left, and not for ever. */
  void begin(RealSocket socket) {
    assert socket.mailbox().isCurrent();
    RealServer server = socket.server();
    alarm =
        server
            .timers()
            .schedule(
                server.options().authTimeout(),
                () -> LocalSocketRecovery.of(socket).onClaimFailed(RecoveryFailure.LISTENERS_BUSY));
    Object principal = socket.principal().orElse(null);
    if (skipMiddlewares || principal == formerPrincipal) {
      state.claim(socket, pid, offset);
    } else {
      socket.lane().execute(() -> compare(socket, principal));
    }
  }

  /** Compares who is there with who was there; on the lane, for that is code of the program. */
  private void compare(RealSocket socket, @Nullable Object principal) {
    if (isFormer(socket, principal)) {
      socket
          .mailbox()
          .execute(
              () -> {
                if (socket.isConnecting()) {
                  state.claim(socket, pid, offset);
                }
              });
    } else {
      LocalSocketRecovery.of(socket).onClaimFailed(RecoveryFailure.OTHER_PRINCIPAL);
    }
  }

  private boolean isFormer(RealSocket socket, @Nullable Object principal) {
    try {
      return principal != null && formerPrincipal != null && principal.equals(formerPrincipal);
    } catch (Throwable failure) {
      socket.observer().middlewareFailed(socket, failure);
      return false;
    }
  }

  /** The new socket has got it. */
  void end(RealSocket former) {
    cancelAlarm();
    data.rebase(copied, former.data());
  }

  /** The new socket is gone, or was refused. */
  void giveUp(RealSocket socket) {
    cancelAlarm();
    state.giveUp(socket);
  }

  private void cancelAlarm() {
    if (alarm != null) {
      alarm.cancel();
    }
  }
}
