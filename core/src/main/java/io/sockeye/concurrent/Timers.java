package io.sockeye.concurrent;

import java.time.Duration;

/** A clock with alarms, to be injected wherever time matters. Thread-safe. */
public interface Timers extends AutoCloseable {
  /** Timers on the system's clock, with one daemon thread of this name. */
  static Timers create(String threadName) {
    return new RealTimers(threadName);
  }

  /**
   * Nanoseconds of a monotonic clock with an arbitrary origin. It may stand still, and alarms with
   * it, while the machine is suspended.
   */
  long nanoTime();

  /** Milliseconds since the epoch, for the eyes of people: this clock may jump. */
  long currentTimeMillis();

  /**
   * Runs a task once after a delay, on a thread that all alarms share: the task must be short and
   * must not block. What it throws goes to that thread's uncaught exception handler. It may be late
   * by some milliseconds, but is never early.
   *
   * <p>After {@link #close()} the task never runs.
   */
  Alarm schedule(Duration delay, Runnable task);

  /** Drops all alarms and ends the thread. An alarm that rings at this moment may still finish. */
  @Override
  void close();

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Alarm {
    /** Drops the task if it has not begun; holds on to nothing afterwards. */
    void cancel();
  }
}
