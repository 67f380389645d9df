package io.sockeye.redis;

import io.lettuce.core.RedisConnectionException;
import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What was sent to Redis and is not answered yet: so much and no more, and not for ever. Lettuce
 * may forget a command for good, one that is written while its connection closes, say; so whoever
 * waits for an answer is told here when there will be none. Thread-safe.
 */
final class InFlight {
  static final int MAX_COMMANDS = 10_000;

  /** A few of the largest messages. */
  static final long MAX_BYTES = 64_000_000;

  /** A command that was sent. */
  private static final class Sent<T> {
    final long since;
    final CompletableFuture<T> answer = new CompletableFuture<>();

    Sent(long since) {
      this.since = since;
    }

    void complete(T result, @Nullable Throwable failure) {
      if (failure == null) {
        answer.complete(result);
      } else {
        answer.completeExceptionally(failure);
      }
    }

    /** Whether Redis had it nobody knows. */
    void giveUp(String detail) {
      answer.completeExceptionally(new RedisConnectionException(detail));
    }
  }

  private final Timers timers;
  private final Set<Sent<?>> unanswered = ConcurrentHashMap.newKeySet();
  private final AtomicLong commands = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** Why nothing is sent any more; null if it is. */
  private volatile @Nullable String ended;

  InFlight(Timers timers) {
    this.timers = timers;
  }

  /**
   * Sends a command, unless too much is on its way.
   *
   * @param size how many bytes it has, about
   * @return fails with a {@link io.sockeye.SocketIoException} if it was not sent
   */
  <T> CompletionStage<T> track(int size, Supplier<CompletionStage<T>> command) {
    String why = ended;
    if (why != null) {
      return RedisLink.away(why);
    }
    long count = commands.incrementAndGet();
    long sum = bytes.addAndGet(size);
    if (count > MAX_COMMANDS || sum > MAX_BYTES) {
      commands.decrementAndGet();
      bytes.addAndGet(-size);
      return RedisLink.failed(
          "Redis is slow: expected at most %d commands and %d bytes on their way, got %d and %d"
              .formatted(MAX_COMMANDS, MAX_BYTES, count, sum));
    }
    Sent<T> sent = new Sent<>(timers.nanoTime());
    unanswered.add(sent);
    CompletionStage<T> counted =
        sent.answer.whenComplete(
            (result, failure) -> {
              unanswered.remove(sent);
              commands.decrementAndGet();
              bytes.addAndGet(-size);
            });
    send(command).whenComplete(sent::complete);
    String since = ended;
    if (since != null) { // It may have come too late to be seen there.
      sent.giveUp(since);
    }
    return counted;
  }

  private static <T> CompletionStage<T> send(Supplier<CompletionStage<T>> command) {
    try {
      return command.get();
    } catch (RuntimeException refused) { // Lettuce throws what it finds at once.
      return RedisLink.failed(Line.reason(refused));
    }
  }

  /** Gives up what was sent longer ago than that. */
  void giveUp(Duration age) {
    long now = timers.nanoTime();
    String detail = "Redis has not answered within " + age.toMillis() + " ms";
    for (Sent<?> sent : unanswered) {
      if (now - sent.since >= age.toNanos()) {
        sent.giveUp(detail);
      }
    }
  }

  /** Gives up all that was sent, and sends no more. */
  void end(String detail) {
    ended = detail;
    unanswered.forEach(sent -> sent.giveUp(detail));
  }
}
