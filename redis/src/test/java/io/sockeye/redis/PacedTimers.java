package io.sockeye.redis;

import io.sockeye.concurrent.Timers;
import java.time.Duration;

/**
 * A clock of another pace than the system's: by a quick one seconds of silence are parts of one, by
 * a slow one no load of the machine is taken for silence.
 */
final class PacedTimers implements Timers {
  /** Short enough for tests, and long enough for a Redis on a machine that is busy. */
  static final double QUICK = 4;

  static final double SLOW = 0.1;

  private final Timers real = Timers.create("paced-timers");
  private final double pace;

  /**
   * For a test.
   *
   * @param pace how many seconds go by in one
   */
  PacedTimers(double pace) {
    this.pace = pace;
  }

  @Override
  public long nanoTime() {
    return (long) (real.nanoTime() * pace);
  }

  @Override
  public long currentTimeMillis() {
    return real.currentTimeMillis();
  }

  @Override
  public Alarm schedule(Duration delay, Runnable task) {
    return real.schedule(Duration.ofNanos((long) (delay.toNanos() / pace)), task);
  }

  @Override
  public void close() {
    real.close();
  }
}
