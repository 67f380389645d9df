package io.sockeye.testsupport;

import java.time.Duration;

/**
 * When a network goes and comes that is there and not there in turns, beginning with not. Confined
 * to the thread of the proxy.
 */
final class ChaosFlap {
  private final long downNanos;
  private final long upNanos;
  private long nextTurn;
  private boolean down;

  /** Goes for the first time at once. */
  ChaosFlap(Duration down, Duration up, long now) {
    if (down.isZero() || down.isNegative() || up.isZero() || up.isNegative()) {
      throw new IllegalArgumentException("expected some time, got %s and %s".formatted(down, up));
    }
    this.downNanos = down.toNanos();
    this.upNanos = up.toNanos();
    this.nextTurn = now;
  }

  /** The nanoseconds until it goes or comes. */
  long untilTurn(long now) {
    return Math.max(0, nextTurn - now);
  }

  /** Goes or comes, if it is time for that, and tells whether it was. */
  boolean turn(long now) {
    if (now - nextTurn < 0) {
      return false;
    }
    down = !down;
    nextTurn = now + (down ? downNanos : upNanos);
    return true;
  }

  /** Whether it is not there. */
  boolean isDown() {
    return down;
  }
}
