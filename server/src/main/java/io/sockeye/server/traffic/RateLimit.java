package io.sockeye.server.traffic;

import java.time.Duration;

/**
 * How often something may happen: on average so many times in a period, and so many times at once
 * after a while of quiet. It is a token bucket: {@code burst} tokens at most, {@code permits} new
 * ones in each period, one for each time.
 *
 * <pre>{@code
 * RateLimit.perSecond(100).burst(200)
 * }</pre>
 *
 * @param permits how many times in a period
 * @param period the period
 * @param burst how many times at once
 */
public record RateLimit(int permits, Duration period, int burst) {
  private static final Duration LONGEST = Duration.ofDays(365);

  /**
   * The same as a call.
   *
   * @throws IllegalArgumentException if a number is not above 0, there are more than a million
   *     permits a second, or the whole burst takes longer than a year to come back
   */
  public RateLimit {
    if (permits < 1) {
      throw new IllegalArgumentException("permits: expected at least 1, got " + permits);
    }
    if (burst < 1) {
      throw new IllegalArgumentException("burst: expected at least 1, got " + burst);
    }
    if (period.isNegative() || period.isZero() || period.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("period: expected up to 365 days, got " + period);
    }
    if (period.toNanos() / permits < 1_000) {
      throw new IllegalArgumentException(
          "permits: expected at most a million a second, got %d in %s".formatted(permits, period));
    }
    if (burst > LONGEST.toNanos() / (period.toNanos() / permits)) {
      throw new IllegalArgumentException(
          "burst: expected one that comes back within 365 days, got %d at %d in %s"
              .formatted(burst, permits, period));
    }
  }

  /** So many times in a period, and as many at once. */
  public static RateLimit of(int permits, Duration period) {
    return new RateLimit(permits, period, permits);
  }

  /** So many times a second, and as many at once. */
  public static RateLimit perSecond(int permits) {
    return of(permits, Duration.ofSeconds(1));
  }

  /** So many times a minute, and as many at once. */
  public static RateLimit perMinute(int permits) {
    return of(permits, Duration.ofMinutes(1));
  }

  /** The same rate with so many times at once. */
  public RateLimit burst(int times) {
    return new RateLimit(permits, period, times);
  }

  /** How long one token takes to come. */
  long nanosPerPermit() {
    return period.toNanos() / permits;
  }
}
