package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.SocketIoException;
import io.sockeye.concurrent.Stages;
import io.sockeye.events.Answer;
import io.sockeye.events.Backlog;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event from the mailbox to the listeners of one socket: catch-all listeners, then
 * middlewares, then listeners, on the socket's lane.
 */
final class IncomingEvents {
  private final RealSocket socket;
  private final Backlog backlog;

  /** Whether the program has disconnected the socket, and wants to hear no more from it. */
  private volatile boolean dropped;

  IncomingEvents(RealSocket socket, Backlog backlog) {
    this.socket = socket;
    this.backlog = backlog;
  }

  /** An event came; in the mailbox. */
  void add(SocketPacket.Event event, long size) {
    hand(event, size, null);
  }

  /**
   * Hands an event to the lane.
   *
   * @param refusal why it must reach no listener; null if it may
   */
  private void hand(SocketPacket.Event event, long size, @Nullable Throwable refusal) {
    backlog.added(size);
    socket
        .lane()
        .execute(
            () -> {
              try {
                if (dropped) {
                  return;
                }
                if (refusal == null) {
                  dispatch(event);
                } else {
                  refuse(event.name(), refusal);
                }
              } finally {
                backlog.removed(size);
              }
            });
  }

  /** An event is one too many: whoever wants to know is told; in the mailbox. */
  void drop(SocketPacket.Event event, long size, RateLimitedException cause) {
    Answer answer = new Answer(event.ackId(), socket.outgoing());
    if (answer.isRequested()) {
      long millis = cause.retryAfter().plusNanos(999_999).toMillis();
      socket.call(
          event.name(), () -> answer.send(Map.of("error", "rate_limited", "retryAfterMs", millis)));
    }
    if (socket.heard().errors.isEmpty()) {
      socket.observer().eventRefused(socket, event.name(), cause);
      return; // Nobody on the lane wants to know, and who floods must not cost a turn of it.
    }
    hand(event, size, cause);
  }

  /** Lets the events that wait reach nobody. */
  void drop() {
    dropped = true;
  }

  private void dispatch(SocketPacket.Event event) {
    assert socket.lane().isCurrent();
    String name = event.name();
    socket.namespace().socketEvents().tellAny(socket, event);
    socket.heard().tellAny(socket, name, event.args());
    for (EventMiddleware each : socket.heard().middlewares) {
      Throwable refusal = ask(each, event);
      if (refusal != null) {
        refuse(name, refusal);
        return;
      }
    }
    Ack ack = new Answer(event.ackId(), socket.outgoing());
    socket.namespace().socketEvents().dispatch(socket, event, ack);
    socket.heard().dispatch(socket, name, event.args(), ack);
  }

  /** An event does not reach a listener; on the lane. */
  void refuse(String event, Throwable cause) {
    assert socket.lane().isCurrent();
    socket.observer().eventRefused(socket, event, cause);
    for (ErrorListener each : socket.heard().errors) {
      socket.call("error", () -> each.onError(event, cause));
    }
  }

  /** Null if the event may go on, or else why not. */
  private @Nullable Throwable ask(EventMiddleware middleware, SocketPacket.Event event) {
    try {
      Object verdict = middleware.onEvent(event.name(), event.args());
      if (verdict instanceof CompletionStage<?> stage) {
        // The events that follow wait anyway, so the lane may.
        long millis = socket.server().options().authTimeout().toMillis();
        verdict = stage.toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
      }
      return Boolean.FALSE.equals(verdict)
          ? new SocketIoException("refused by an event middleware")
          : null;
    } catch (Exception e) {
      return Stages.cause(e);
    } catch (Error e) {
      socket.onListenerFailed(event.name(), e);
      return e;
    }
  }
}
