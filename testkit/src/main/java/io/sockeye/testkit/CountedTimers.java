package io.sockeye.testkit;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Timers that know how many of their alarms wait. Thread-safe, as those behind them are. */
final class CountedTimers implements Timers {
  private final Timers timers;
  private final AtomicInteger pending = new AtomicInteger();

  CountedTimers(Timers timers) {
    this.timers = timers;
  }

  int pending() {
    return pending.get();
  }

  @Override
  public long nanoTime() {
    return timers.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return timers.currentTimeMillis();
  }

  @Override
  public Alarm schedule(Duration delay, Runnable task) {
    AtomicBoolean over = new AtomicBoolean();
    Runnable end =
        () -> {
          if (over.compareAndSet(false, true)) {
            pending.decrementAndGet();
          }
        };
    pending.incrementAndGet();
    Alarm alarm =
        timers.schedule(
            delay,
            () -> {
              end.run();
              task.run();
            });
    return () -> {
      alarm.cancel();
      end.run();
    };
  }

  @Override
  public void close() {
    timers.close();
  }
}
