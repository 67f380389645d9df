package io.sockeye.concurrent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Timers on the system's clock and one daemon thread.
 *
 * <p>A heartbeat sets and cancels far more alarms than ever ring, so those two are what must be
 * cheap: they are a few steps on a {@link TimerWheel} under a lock. Alarms of the same tick ring
 * together, and what they wake is woken once.
 */
final class RealTimers implements Timers {
  private final class WheelAlarm extends TimerWheel.Entry implements Alarm {
    /** Null once it rang or is cancelled. */
    private volatile @Nullable Runnable task;

    WheelAlarm(Runnable task) {
      this.task = task;
    }

    @Override
    void ring() {
      Runnable present = task;
      task = null;
      if (present != null && !closed) {
        Uncaught.run(present);
      }
    }

    @Override
    public void cancel() {
      task = null;
      lock.lock();
      try {
        wheel.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }

  /** After so many alarms of one tick, what they wake is woken. */
  private static final int MOST_TOGETHER = 128;

  private final Thread thread;
  private final long begin = System.nanoTime();

  /** Guards all that follows; not held while an alarm rings. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final TimerWheel wheel = new TimerWheel();

  /** Until when the thread waits if nothing changes; {@link Long#MIN_VALUE} if it does not wait. */
  private long waitsUntil = Long.MIN_VALUE;

  /** Written under the lock, read anywhere. */
  private volatile boolean closed;

  RealTimers(String threadName) {
    thread = new Thread(this::run, threadName);
    thread.setDaemon(true);
    thread.start();
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
    WheelAlarm alarm = new WheelAlarm(task);
    long time = now() + Math.max(0, Math.min(delay.toNanos(), TimerWheel.LAST_TIME / 2));
    lock.lock();
    try {
      if (!closed) {
        wheel.add(alarm, time);
        if (time < waitsUntil) {
          changed.signal();
        }
      }
    } finally {
      lock.unlock();
    }
    return alarm;
  }

  private long now() {
    return System.nanoTime() - begin;
  }

  private void run() {
    while (true) {
      List<TimerWheel.Entry> due;
      lock.lock();
      try {
        due = awaitDue();
      } finally {
        lock.unlock();
      }
      if (due.isEmpty()) {
        return;
      }
      for (int i = 0; i < due.size(); i += MOST_TOGETHER) {
        ring(due.subList(i, Math.min(i + MOST_TOGETHER, due.size())));
      }
    }
  }

  private static void ring(List<TimerWheel.Entry> some) {
    WakeUps.together(() -> some.forEach(TimerWheel.Entry::ring));
  }

  /** Waits until alarms are due; none are when the timers are closed. The lock is held. */
  private List<TimerWheel.Entry> awaitDue() {
    while (!closed) {
      List<TimerWheel.Entry> due = wheel.advance(now());
      if (!due.isEmpty()) {
        return due;
      }
      waitsUntil = wheel.nextTime();
      try {
        if (waitsUntil == Long.MAX_VALUE) {
          changed.await();
        } else {
          changed.awaitNanos(waitsUntil - now());
        }
      } catch (InterruptedException alarmOfSomebody) {
        // Whoever interrupts a thread that is not theirs does not stop it.
      } finally {
        waitsUntil = Long.MIN_VALUE;
      }
    }
    return List.of();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wheel.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** How many alarms wait. */
  int pending() {
    lock.lock();
    try {
      return wheel.size();
    } finally {
      lock.unlock();
    }
  }

  boolean isTerminated() {
    return !thread.isAlive();
  }
}
