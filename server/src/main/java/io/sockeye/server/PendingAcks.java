package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The answers that a socket still owes. Shared on purpose: any thread asks, the mailbox brings the
 * answers, timers end the wait.
 *
 * <p>One lock guards everything, and whoever takes an entry out under it is the one to tell its
 * {@link Waiter}, after the lock is released: so each waiter is told exactly once.
 */
final class PendingAcks {
  /** Waits for one answer; called exactly once, on any thread, and must not block. */
  interface Waiter {
    void onAnswer(Args answer);

    void onTimeout();

    /** The socket is disconnected. */
    void onGone();

    /** Too many answers are awaited already. */
    void onRefused();
  }

  /** What came of an answer. */
  enum Outcome {
    /** The waiter was told. */
    DELIVERED,
    /** The wait was over before. */
    LATE,
    /** Nobody asked for it, or it came twice. */
    UNKNOWN
  }

  private record Entry(Waiter waiter, Timers.Alarm alarm) {}

  private final Timers timers;
  private final int max;

  /** Guards all that follows; never held while a waiter is told. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Long, Entry> entries = new HashMap<>(4);

  /** Ids whose wait ended without an answer, oldest first: a slow client is no hostile one. */
  private final Deque<Long> expired = new ArrayDeque<>(0);

  private boolean closed;

  PendingAcks(Timers timers, int max) {
    this.timers = timers;
    this.max = max;
  }

  /**
   * Begins to wait for the answer to an id that nobody else uses.
   *
   * @return false if the waiter does not wait, and has been told why
   */
  boolean await(long id, Duration timeout, Waiter waiter) {
    boolean full = false;
    lock.lock();
    try {
      if (!closed) {
        full = entries.size() >= max;
        if (!full) {
          entries.put(id, new Entry(waiter, timers.schedule(timeout, () -> expire(id))));
          return true;
        }
      }
    } finally {
      lock.unlock();
    }
    if (full) {
      waiter.onRefused();
    } else {
      waiter.onGone();
    }
    return false;
  }

  /** An answer came. */
  Outcome onAnswer(long id, Args answer) {
    Entry entry;
    lock.lock();
    try {
      entry = entries.remove(id);
      if (entry == null) {
        return expired.remove(id) ? Outcome.LATE : Outcome.UNKNOWN;
      }
    } finally {
      lock.unlock();
    }
    entry.alarm().cancel();
    entry.waiter().onAnswer(answer);
    return Outcome.DELIVERED;
  }

  private void expire(long id) {
    Entry entry;
    lock.lock();
    try {
      entry = entries.remove(id);
      if (entry == null) {
        return;
      }
      if (expired.size() >= max) {
        expired.remove();
      }
      expired.add(id);
    } finally {
      lock.unlock();
    }
    entry.waiter().onTimeout();
  }

  /** The socket is disconnected: all who wait are told so, and nobody waits any more. */
  void close() {
    List<Entry> left;
    lock.lock();
    try {
      closed = true;
      left = new ArrayList<>(entries.values());
      entries.clear();
      expired.clear();
    } finally {
      lock.unlock();
    }
    for (Entry entry : left) {
      entry.alarm().cancel();
      entry.waiter().onGone();
    }
  }

  int size() {
    lock.lock();
    try {
      return entries.size();
    } finally {
      lock.unlock();
    }
  }
}
