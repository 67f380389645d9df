package io.sockeye.redis;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Counts what was sent to Redis and is not answered yet, and bounds it. Thread-safe. */
final class InFlight {
  static final int MAX_COMMANDS = 10_000;

  /** A few of the largest messages. */
  static final long MAX_BYTES = 64_000_000;

  private final AtomicInteger commands = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /**
   * Sends a command, unless too much is on its way.
   *
   * @param size how many bytes it has, about
   */
  <T> CompletionStage<T> track(int size, Supplier<CompletionStage<T>> command) {
    int count = commands.incrementAndGet();
    long sum = bytes.addAndGet(size);
    CompletionStage<T> answer;
    if (count > MAX_COMMANDS || sum > MAX_BYTES) {
      answer =
          RedisLink.failed(
              "Redis is slow: expected at most %d commands and %d bytes on their way, got %d and %d"
                  .formatted(MAX_COMMANDS, MAX_BYTES, count, sum));
    } else {
      answer = send(command);
    }
    return answer.whenComplete(
        (result, failure) -> {
          commands.decrementAndGet();
          bytes.addAndGet(-size);
        });
  }

  private static <T> CompletionStage<T> send(Supplier<CompletionStage<T>> command) {
    try {
      return command.get();
    } catch (RuntimeException refused) { // Lettuce throws what it finds at once.
      return RedisLink.failed(Line.reason(refused));
    }
  }
}
