package io.sockeye.client;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When something is tried again that failed, how often, and the alarm for it. Confined to the
 * manager's mailbox.
 */
final class Reconnection {
  /** What lasted for so long was a success indeed. */
  private static final Duration STABLE = Duration.ofSeconds(5);

  /** A server cannot make a client wait for longer. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(60);

  private final RealManager manager;
  private final Backoff backoff;

  /** Attempts since the last success, the one that waits included. */
  private int attempts;

  /** Null while no attempt waits. */
  private Timers.@Nullable Alarm alarm;

  /** What waits for the alarm. */
  private Runnable waiting = () -> {};

  Reconnection(RealManager manager) {
    ManagerOptions options = manager.options();
    this.manager = manager;
    this.backoff =
        new Backoff(
            options.reconnectionDelay(),
            options.reconnectionDelayMax(),
            options.randomizationFactor(),
            manager.random());
  }

  /**
   * Plans the next attempt.
   *
   * @param attempt runs in the mailbox, unless it is cancelled
   * @return empty if there is to be none
   */
  Optional<SocketState.Reconnecting> plan(
      Optional<ConnectFailure> failure, Optional<DisconnectReason> reason, Runnable attempt) {
    assert manager.mailbox().isCurrent();
    cancel();
    ManagerOptions options = manager.options();
    if (!options.reconnection() || attempts >= options.reconnectionAttempts()) {
      return Optional.empty();
    }
    attempts++;
    // On top of what the server asks, or all whom it asked would come back together.
    Duration delay =
        failure.flatMap(Reconnection::retryAfter).orElse(Duration.ZERO).plus(backoff.next());
    Timers.Alarm[] mine = new Timers.Alarm[1];
    mine[0] =
        manager
            .timers()
            .schedule(delay, () -> manager.mailbox().execute(() -> ring(mine, attempt)));
    alarm = mine[0];
    waiting = attempt;
    return Optional.of(new SocketState.Reconnecting(attempts, delay, failure, reason));
  }

  private void ring(Timers.Alarm[] rang, Runnable attempt) {
    if (alarm == rang[0]) {
      alarm = null;
      attempt.run();
    }
  }

  private static Optional<Duration> retryAfter(ConnectFailure failure) {
    return failure instanceof ConnectFailure.Http http
            && (http.status() == 429 || http.status() == 503 || http.status() == 0)
        ? http.retryAfter()
            .map(asked -> asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked)
        : Optional.empty();
  }

  /** Attempts since the last success. */
  int attempts() {
    return attempts;
  }

  /** Makes the attempt now that waits, if one does, and begins anew with short waits. */
  void hurry() {
    if (alarm != null) {
      cancel();
      reset();
      waiting.run();
    }
  }

  /** No attempt waits any more. */
  void cancel() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  /** It succeeded; how long to wait the next time depends on whether that lasts. */
  void succeed() {
    attempts = 0;
  }

  /**
   * What had succeeded is lost.
   *
   * @param sinceNanos when it succeeded, by the clock of the timers
   */
  void onLost(long sinceNanos) {
    if (manager.timers().nanoTime() - sinceNanos >= STABLE.toNanos()) {
      reset();
    }
  }

  /** Begins anew. */
  void reset() {
    attempts = 0;
    backoff.reset();
  }
}
