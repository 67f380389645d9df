package io.sockeye.redis;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before Redis is tried again: some random part of a time that doubles with each
 * attempt, so that servers that lost the same Redis do not come back together. Not thread-safe.
 */
final class Backoff {
  static final Duration LEAST = Duration.ofMillis(50);

  /** Short enough for messages to come again within two seconds after Redis does. */
  static final Duration MOST = Duration.ofMillis(1_500);

  private final DoubleSupplier random;

  /** Of which a random part is taken next. */
  private long nanos = LEAST.toNanos();

  /**
   * From the beginning.
   *
   * @param random gives numbers from 0 to less than 1
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** The next delay. */
  Duration next() {
    Duration delay = Duration.ofNanos((long) ((double) nanos * random.getAsDouble()));
    nanos = Math.min(MOST.toNanos(), 2 * nanos);
    return delay;
  }

  /** Begins again. */
  void reset() {
    nanos = LEAST.toNanos();
  }
}
