package io.sockeye.client;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** The timers of the {@link ClientRuntime}, which is held while an alarm is set, and not beyond. */
final class SharedTimers implements Timers {
  static final SharedTimers INSTANCE = new SharedTimers();

  private SharedTimers() {}

  @Override
  public long nanoTime() {
    return System.nanoTime(); // as the runtime's, which may not be there
  }

  @Override
  public long currentTimeMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public Alarm schedule(Duration delay, Runnable task) {
    ClientRuntime runtime = ClientRuntime.hold();
    AtomicBoolean over = new AtomicBoolean();
    Alarm alarm;
    try {
      alarm =
          runtime
              .timers()
              .schedule(
                  delay,
                  () -> {
                    if (over.compareAndSet(false, true)) {
                      try {
                        task.run();
                      } finally {
                        runtime.release();
                      }
                    }
                  });
    } catch (Throwable failure) {
      runtime.release();
      throw failure;
    }
    return () -> {
      if (over.compareAndSet(false, true)) {
        alarm.cancel();
        runtime.release();
      }
    };
  }

  /** Does nothing: those who set alarms cancel them. */
  @Override
  public void close() {}
}
