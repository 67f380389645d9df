package io.sockeye.server.traffic;

import io.sockeye.concurrent.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The tokens that are left of a {@link RateLimit}. Thread-safe, and allocates nothing.
 *
 * <p>It does not count tokens but knows when it will be full again, which is one number: a token
 * that is taken moves that by the time that a token takes to come (the generic cell rate
 * algorithm). So nothing is rounded away, however often it is asked, and nothing has to tick.
 */
public final class TokenBucket {
  private static final VarHandle FULL_AT = Fields.of(MethodHandles.lookup(), "fullAt", long.class);

  private final long nanosPerToken;
  private final long capacityNanos;
  private volatile long fullAt;

  /**
   * A full bucket.
   *
   * @param now of the clock that it will be asked with
   */
  public TokenBucket(RateLimit limit, long now) {
    this.nanosPerToken = limit.nanosPerPermit();
    this.capacityNanos = nanosPerToken * limit.burst();
    this.fullAt = now;
  }

  /**
   * Takes a token if there is one.
   *
   * @param now of the bucket's clock
   * @return 0 if there was one, or else how many nanoseconds it takes until there is
   */
  public long take(long now) {
    while (true) {
      long before = fullAt;
      long after = (before - now > 0 ? before : now) + nanosPerToken;
      long wait = after - now - capacityNanos;
      if (wait > 0) {
        return wait;
      }
      if (FULL_AT.compareAndSet(this, before, after)) {
        return 0;
      }
    }
  }

  /** Whether it is as good as new. */
  boolean isFull(long now) {
    return fullAt - now <= 0;
  }
}
