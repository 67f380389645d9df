package io.sockeye.concurrent;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Timers on the system's clock and one daemon thread.
 *
 * <p>A heartbeat sets and cancels far more alarms than ever ring, so those two are what must be
 * cheap: they are a few steps on a {@link TimerWheel} under a monitor. Alarms of the same tick ring
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
      synchronized (lock) {
        wheel.remove(this);
      }
    }
  }

  /** After so many alarms, what they wake is woken. */
  private static final int MOST_TOGETHER = 128;

  /** What is to be woken waits no longer than this and the alarm that rings. */
  private static final long MOST_DELAY_NANOS = Duration.ofMillis(1).toNanos();

  private static final long PAUSE_MILLIS = 10;

  private final Thread thread;
  private final long begin = System.nanoTime();
  private final WakeUps wakeUps = new WakeUps();

  /**
   * Guards the wheel; nothing is called under it, and it is not held while an alarm rings. A
   * monitor and no other lock: a virtual thread that waits for one of those gives its processor
   * away, and may find none when it is its turn.
   */
  private final Object lock = new Object();

  private final TimerWheel wheel = new TimerWheel();

  /** Until when the thread waits if nothing changes; {@link Long#MIN_VALUE} if it does not wait. */
  private long waitsUntil = Long.MIN_VALUE;

  /** Written under the lock, read anywhere. */
  private volatile boolean closed;

  // Of the thread alone.

  /** Alarms that are due, from {@link #rung} to {@link #taken}; the others are null. */
  private final TimerWheel.@Nullable Entry[] due = new TimerWheel.Entry[MOST_TOGETHER];

  private int taken;
  private int rung;

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
    long time = now() + Math.max(0, Math.min(NANOSECONDS.convert(delay), TimerWheel.LAST_TIME / 2));
    synchronized (lock) {
      if (!closed) {
        wheel.add(alarm, time);
        if (time < waitsUntil) {
          lock.notifyAll();
        }
      }
    }
    return alarm;
  }

  private long now() {
    return System.nanoTime() - begin;
  }

  private void run() {
    Runnable ring = this::ring;
    while (true) {
      try {
        if (rung == taken && !awaitDue()) {
          return;
        }
        wakeUps.begin();
        wakeUps.collectFrom(ring);
      } catch (Throwable failed) { // There is no memory. What is due stays so.
        Uncaught.report(failed);
        pause();
      } finally {
        wakeUps.end();
      }
    }
  }

  private void ring() {
    long begun = System.nanoTime();
    while (rung < taken) {
      TimerWheel.Entry alarm = due[rung];
      due[rung] = null;
      rung++;
      if (alarm != null) {
        alarm.ring();
      }
      if (System.nanoTime() - begun > MOST_DELAY_NANOS) {
        wakeUps.run();
        begun = System.nanoTime();
      }
    }
  }

  /**
   * Waits until alarms are due.
   *
   * @return false if the timers are closed
   */
  private boolean awaitDue() {
    synchronized (lock) {
      while (!closed) {
        rung = 0;
        taken = wheel.takeDue(now(), due);
        if (taken > 0) {
          return true;
        }
        waitsUntil = wheel.nextTime();
        try {
          if (waitsUntil == Long.MAX_VALUE) {
            lock.wait();
          } else {
            NANOSECONDS.timedWait(lock, waitsUntil - now());
          }
        } catch (InterruptedException alarmOfSomebody) {
          // Whoever interrupts a thread that is not theirs does not stop it.
        }
        waitsUntil = Long.MIN_VALUE;
      }
      return false;
    }
  }

  @SuppressWarnings("WaitNotInLoop") // however short it is
  private void pause() {
    synchronized (lock) {
      try {
        if (!closed) {
          lock.wait(PAUSE_MILLIS);
        }
      } catch (InterruptedException alarmOfSomebody) {
        // As above.
      }
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      wheel.clear();
      lock.notifyAll();
    }
  }

  /** How many alarms wait. */
  int pending() {
    synchronized (lock) {
      return wheel.size();
    }
  }

  boolean isTerminated() {
    return !thread.isAlive();
  }
}
