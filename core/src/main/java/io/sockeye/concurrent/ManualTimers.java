package io.sockeye.concurrent;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Timers whose clock is moved by hand, for tests.
 *
 * <p>Time stands still but for {@link #advance}, which rings the alarms that fall due, in the order
 * of their times, on the calling thread.
 */
public final class ManualTimers implements Timers {
  private record Entry(long due, long order, Runnable task) {}

  /** Guards all fields; never held while an alarm rings. */
  private final ReentrantLock lock = new ReentrantLock();

  private final PriorityQueue<Entry> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::order));

  private final AtomicLong now = new AtomicLong();
  private final long epochMillis;
  private long scheduled;
  private boolean closed;

  /** A clock that starts at the epoch. */
  public ManualTimers() {
    this(0);
  }

  /** A clock that starts at a given time. */
  public ManualTimers(long epochMillis) {
    this.epochMillis = epochMillis;
  }

  /**
   * Moves the clock. Alarms see the time at which they are due; what they schedule rings too if it
   * falls due before the end.
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("expected a duration to move forward, got " + duration);
    }
    long end = now.get() + duration.toNanos();
    for (Entry entry = pollUntil(end); entry != null; entry = pollUntil(end)) {
      Uncaught.run(entry.task());
    }
  }

  /** How many alarms wait. */
  public int pending() {
    lock.lock();
    try {
      return alarms.size();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public long currentTimeMillis() {
    return epochMillis + Duration.ofNanos(now.get()).toMillis();
  }

  @Override
  public Alarm schedule(Duration delay, Runnable task) {
    lock.lock();
    try {
      Entry entry = new Entry(now.get() + nanos(delay), scheduled++, task);
      if (!closed) {
        alarms.add(entry);
      }
      return () -> remove(entry);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      alarms.clear();
    } finally {
      lock.unlock();
    }
  }

  private void remove(Entry entry) {
    lock.lock();
    try {
      alarms.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  /** The next alarm due by then, its time having come; or null, the end having come. */
  private @Nullable Entry pollUntil(long end) {
    lock.lock();
    try {
      Entry next = alarms.peek();
      if (next == null || next.due() > end) {
        now.accumulateAndGet(end, Math::max);
        return null;
      }
      alarms.remove();
      now.accumulateAndGet(next.due(), Math::max);
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** None is in the past, and one that never comes is far enough in the future. */
  private static long nanos(Duration delay) {
    return Math.max(0, Math.min(TimeUnit.NANOSECONDS.convert(delay), Long.MAX_VALUE / 2));
  }
}
