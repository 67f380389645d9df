package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A request of a session, whose answer comes in time, body and all, or fails. Confined to the
 * session's mailbox.
 *
 * <p>It keeps the time itself, for not every network does so to the end: the JDK's on Java 17 until
 * the header fields are there.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what follows is a task of the mailbox
final class TimedExchange {
  /** Who waits for it; told one of the two, once, and nothing after {@link #cancel}. */
  interface Receiver {
    void onAnswer(HttpAnswer answer);

    void onFailure(ConnectFailure failure);
  }

  private final HttpCall call;
  private final Receiver receiver;

  /** Null until it is sent. */
  private @Nullable CompletableFuture<HttpAnswer> answer;

  /** Null if there is no limit, and when it is over. */
  private Timers.@Nullable Alarm alarm;

  private boolean over;

  private TimedExchange(HttpCall call, Receiver receiver) {
    this.call = call;
    this.receiver = receiver;
  }

  /** Sends a request; the limit is that of the call. */
  static TimedExchange send(
      Network network, HttpCall call, Timers timers, SerialExecutor mailbox, Receiver receiver) {
    assert mailbox.isCurrent();
    TimedExchange exchange = new TimedExchange(call, receiver);
    if (!call.timeout().isZero()) {
      exchange.alarm = timers.schedule(call.timeout(), () -> mailbox.execute(exchange::onTimeout));
    }
    CompletableFuture<HttpAnswer> sent = NetworkCalls.send(network, call);
    exchange.answer = sent;
    sent.whenComplete((got, thrown) -> mailbox.execute(() -> exchange.onEnd(got, thrown)));
    return exchange;
  }

  private void onEnd(@Nullable HttpAnswer got, @Nullable Throwable thrown) {
    if (over) {
      return;
    }
    end();
    if (got != null) {
      receiver.onAnswer(got);
    } else {
      receiver.onFailure(
          thrown == null ? NetworkCalls.nothing("send") : Failures.ofNetwork(thrown));
    }
  }

  private void onTimeout() {
    if (!over) {
      Duration limit = call.timeout();
      cancel();
      receiver.onFailure(
          new ConnectFailure.Timeout(
              "%s %s".formatted(call.method(), Target.where(call.uri())), limit));
    }
  }

  /** Ends it if it has not ended. */
  void cancel() {
    end();
    if (answer != null) {
      answer.cancel(true);
    }
  }

  private void end() {
    over = true;
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }
}
