package io.sockeye.client.engine;

import io.sockeye.concurrent.Timers;
import java.time.Duration;

/** A clock that can jump, as that of a process that was suspended: alarms are late then. */
final class SleepyClock implements Timers {
  private final Timers timers;
  private long sleptNanos;

  SleepyClock(Timers timers) {
    this.timers = timers;
  }

  /** Time goes by, and nobody is told. */
  void sleep(Duration duration) {
    sleptNanos += duration.toNanos();
  }

  @Override
  public long nanoTime() {
    return timers.nanoTime() + sleptNanos;
  }

  @Override
  public long currentTimeMillis() {
    return timers.currentTimeMillis() + Duration.ofNanos(sleptNanos).toMillis();
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
