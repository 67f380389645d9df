package io.sockeye.log;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets so many lines through in a time and counts the others, so that nobody can fill a disk by
 * misbehaving. Thread-safe.
 */
public final class LogLimiter {
  private final Timers timers;
  private final int max;
  private final long windowNanos;

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private long windowStart;
  private int passed;
  private int withheld;

  /**
   * Lets no more than so many lines through.
   *
   * @param window the time in which they are counted
   */
  public LogLimiter(Timers timers, int max, Duration window) {
    this.timers = timers;
    this.max = max;
    this.windowNanos = window.toNanos();
    this.windowStart = timers.nanoTime();
  }

  /** Empty if a line must not be written; or else how many were withheld since the last one. */
  public OptionalInt pass() {
    lock.lock();
    try {
      long now = timers.nanoTime();
      if (now - windowStart >= windowNanos) {
        windowStart = now;
        passed = 0;
      }
      if (passed >= max) {
        withheld++;
        return OptionalInt.empty();
      }
      passed++;
      int count = withheld;
      withheld = 0;
      return OptionalInt.of(count);
    } finally {
      lock.unlock();
    }
  }
}
