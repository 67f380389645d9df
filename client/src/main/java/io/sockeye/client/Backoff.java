package io.sockeye.client;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt: twice as long each time up to a maximum, and of that a
 * random part less, so that clients that lost the same server do not come back together. The random
 * part is taken off last, so that they are spread at the maximum too. Not thread-safe.
 */
final class Backoff {
  private final double least;
  private final double most;
  private final double factor;
  private final DoubleSupplier random;

  /** How often it was doubled: no more than it takes to get to the maximum. */
  private int doublings;

  /**
   * With the options of reconnection.
   *
   * @param random gives numbers from 0 to less than 1
   */
  Backoff(Duration least, Duration most, double factor, DoubleSupplier random) {
    this.least = (double) least.toNanos();
    this.most = Math.max(this.least, (double) most.toNanos());
    this.factor = factor;
    this.random = random;
  }

  /** The next delay. */
  Duration next() {
    double full = Math.min(most, Math.scalb(least, doublings));
    if (full < most) {
      doublings++; // So it never grows beyond what a number can hold.
    }
    return Duration.ofNanos((long) (full * (1 - factor * random.getAsDouble())));
  }

  /** Begins from the least delay. */
  void reset() {
    doublings = 0;
  }
}
