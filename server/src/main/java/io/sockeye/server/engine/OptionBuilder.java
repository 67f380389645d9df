package io.sockeye.server.engine;

import java.time.Duration;

/**
 * Options being chosen. A value that is wrong by itself is refused by its setter, on the caller's
 * thread, with its name.
 *
 * @param <B> the builder itself, so that others can extend it
 */
public abstract class OptionBuilder<B extends OptionBuilder<B>> {
  /** Nothing chosen yet. */
  protected OptionBuilder() {}

  /** This builder, by its own type. */
  protected abstract B self();

  /**
   * A duration that is more than nothing and fits the handshake's whole milliseconds.
   *
   * @throws IllegalArgumentException if not, with the name of the option
   */
  protected static Duration requirePositive(String option, Duration value) {
    if (value.toMillis() < 1 || value.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          option + ": expected 1 ms to " + Integer.MAX_VALUE + " ms, got " + value);
    }
    return value;
  }

  /**
   * A number that is not too small.
   *
   * @throws IllegalArgumentException if it is, with the name of the option
   */
  protected static int requireAtLeast(String option, int value, int least) {
    return (int) requireAtLeast(option, (long) value, least);
  }

  /**
   * A number that is not too small.
   *
   * @throws IllegalArgumentException if it is, with the name of the option
   */
  protected static long requireAtLeast(String option, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + ": expected at least " + least + ", got " + value);
    }
    return value;
  }
}
