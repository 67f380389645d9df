package io.sockeye.server;

import io.sockeye.DisconnectReason;
import org.jspecify.annotations.Nullable;

/**
 * The end of one socket: at once what others must not find any more, in the mailbox; then, on the
 * lane, behind all events that came before, what its listeners are told.
 */
final class Disconnection {
  private final RealSocket socket;
  private final DisconnectReason reason;

  /** Whether its client was ever told that it is connected, and its listeners. */
  private final boolean wasConnected;

  Disconnection(RealSocket socket, DisconnectReason reason, boolean wasConnected) {
    this.socket = socket;
    this.reason = reason;
    this.wasConnected = wasConnected;
  }

  /** The socket is disconnected by now. */
  void begin(@Nullable SocketRecovery recovery) {
    assert socket.mailbox().isCurrent();
    socket.server().busyLanes().leave();
    socket.outgoing().drop();
    if (recovery == null) {
      socket.membership().close();
    } else {
      recovery.end(wasConnected, reason);
    }
    socket.outgoing().endWaits();
    socket.outgoing().onDrained();
    socket.client().onLeft(socket);
    if (wasConnected) {
      socket.namespace().onDisconnected(socket);
      socket.lane().execute(this::tell);
    }
    socket.lane().execute(() -> finish(recovery));
  }

  private void tell() {
    assert socket.lane().isCurrent();
    socket.namespace().socketEvents().tellDisconnecting(socket, reason);
    for (DisconnectListener each : socket.heard().disconnecting) {
      socket.call("disconnecting", () -> each.onDisconnect(reason));
    }
    socket.membership().forget();
    socket.namespace().socketEvents().tellDisconnected(socket, reason);
    for (DisconnectListener each : socket.heard().disconnected) {
      socket.call("disconnect", () -> each.onDisconnect(reason));
    }
    socket.observer().socketDisconnected(socket, reason);
  }

  /** The lane has nothing left to do. */
  private void finish(@Nullable SocketRecovery recovery) {
    assert socket.lane().isCurrent();
    socket.client().joining().onDeparted();
    if (recovery != null) {
      recovery.onFinished();
    }
    socket.server().busyLanes().remove();
    socket.server().namespaces().leave(socket.namespace());
  }
}
