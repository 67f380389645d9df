package io.sockeye.server;

import io.sockeye.concurrent.Stages;
import io.sockeye.concurrent.Timers;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Leads one socket through the connection middlewares, one after the other on its lane, and brings
 * the outcome back to the mailbox. It fails closed: whatever is thrown, and a stage that fails or
 * does not complete in time, refuses the socket.
 */
final class ConnectionGate {
  private final RealSocket socket;
  private final Iterator<ConnectionMiddleware> middlewares;
  private final Timers.Alarm alarm;

  /** Whether there is an outcome; touched in the mailbox only. */
  private boolean passed;

  private ConnectionGate(RealSocket socket, List<ConnectionMiddleware> middlewares) {
    this.socket = socket;
    this.middlewares = middlewares.iterator();
    RealServer server = socket.server();
    this.alarm =
        server
            .timers()
            .schedule(
                server.options().authTimeout(), () -> socket.mailbox().execute(this::onTimeout));
  }

  /** For a socket whose middlewares have to be asked; null if there is nobody to ask. */
  static @Nullable ConnectionGate of(RealSocket socket) {
    List<ConnectionMiddleware> middlewares = socket.namespace().socketEvents().middlewares();
    return middlewares.isEmpty() || socket.skipsMiddlewares()
        ? null
        : new ConnectionGate(socket, middlewares);
  }

  /** Asks them; inside the mailbox. */
  void open() {
    assert socket.mailbox().isCurrent();
    socket.lane().execute(this::next);
  }

  /** Goes on with the next middleware; on the lane. */
  private void next() {
    try {
      while (middlewares.hasNext() && socket.isConnecting()) {
        Object verdict = middlewares.next().onConnect(socket, socket.handshake());
        if (verdict instanceof CompletionStage<?> stage) {
          stage.whenComplete(
              (value, failure) -> socket.lane().execute(() -> resume(value, failure)));
          return;
        }
        if (Boolean.FALSE.equals(verdict)) {
          settle(() -> ConnectRefusal.send(socket));
          return;
        }
      }
      settle(socket::onAdmitted);
    } catch (Throwable failure) {
      settle(() -> ConnectRefusal.send(socket, failure));
    }
  }

  private void resume(@Nullable Object verdict, @Nullable Throwable failure) {
    if (failure != null) {
      settle(() -> ConnectRefusal.send(socket, Stages.cause(failure)));
    } else if (Boolean.FALSE.equals(verdict)) {
      settle(() -> ConnectRefusal.send(socket));
    } else {
      next();
    }
  }

  private void onTimeout() {
    assert socket.mailbox().isCurrent();
    if (!passed && socket.isConnecting()) {
      socket.observer().limitHit("authTimeout", socket.namespace().name());
      ConnectRefusal.send(socket);
      socket.client().closeIfUnused();
    }
  }

  private void settle(Runnable outcome) {
    socket.mailbox().execute(outcome);
  }

  /** The socket is let in, or nobody waits for that any more; inside the mailbox. */
  void close() {
    assert socket.mailbox().isCurrent();
    passed = true;
    alarm.cancel();
  }
}
