package io.sockeye.client.engine;

import io.sockeye.concurrent.Timers;
import java.time.Duration;

/**
 * A clock that can jump, as that of a machine that was suspended, or that somebody sets: alarms are
 * late then.
 */
final class SleepyClock implements Timers {
  private final Timers timers;
  private long sleptNanos;
  private long jumpedMillis;

  SleepyClock(Timers timers) {
    this.timers = timers;
  }

  /** Time goes by, and nobody is told. */
  void sleep(Duration duration) {
    sleptNanos += duration.toNanos();
  }

  /** The clock on the wall jumps, and the monotonic one does not. */
  void jump(Duration duration) {
    jumpedMillis += duration.toMillis();
  }

  @Override
  public long nanoTime() {
    return timers.nanoTime() + sleptNanos;
  }

  @Override
  public long currentTimeMillis() {
    return timers.currentTimeMillis() + Duration.ofNanos(sleptNanos).toMillis() + jumpedMillis;
  }

  @Override
  public Alarm schedule(Duration delay, Runnable task) {
    return timers.schedule(delay, task);
  }

  @Override
  public void close() {
    timers.close();
  }
}
