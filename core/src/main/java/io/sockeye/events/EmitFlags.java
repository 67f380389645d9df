package io.sockeye.events;

import java.time.Duration;

/**
 * How an event is sent to a peer.
 *
 * @param asVolatile whether to drop it if the connection is not writable
 * @param compress whether it may be compressed
 * @param timeout how long the answer may take
 */
public record EmitFlags(boolean asVolatile, boolean compress, Duration timeout) {
  /** The same, dropped if the connection is not writable. */
  public EmitFlags withVolatile() {
    return new EmitFlags(true, compress, timeout);
  }

  /** The same, compressed or not. */
  public EmitFlags withCompress(boolean value) {
    return new EmitFlags(asVolatile, value, timeout);
  }

  /**
   * The same, with another time for the answer.
   *
   * @throws IllegalArgumentException if the time is not positive
   */
  public EmitFlags withTimeout(Duration value) {
    return new EmitFlags(asVolatile, compress, requirePositive(value));
  }

  /**
   * A time for answers.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public static Duration requirePositive(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: expected more than nothing, got " + timeout);
    }
    return timeout;
  }
}
