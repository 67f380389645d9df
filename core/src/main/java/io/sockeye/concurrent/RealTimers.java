package io.sockeye.concurrent;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on the system's clock and one daemon thread. */
final class RealTimers implements Timers {
  private final ScheduledThreadPoolExecutor scheduler;

  RealTimers(String threadName) {
    scheduler =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    // A heartbeat cancels far more alarms than ever ring.
    scheduler.setRemoveOnCancelPolicy(true);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public Alarm schedule(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> future =
          scheduler.schedule(() -> Uncaught.run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }

  /** How many alarms wait. */
  int pending() {
    return scheduler.getQueue().size();
  }

  boolean isTerminated() {
    return scheduler.isTerminated();
  }
}
