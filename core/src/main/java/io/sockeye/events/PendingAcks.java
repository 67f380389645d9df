package io.sockeye.events;

import io.sockeye.Args;
import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The answers that a socket still owes. Shared on purpose: any thread asks, the mailbox brings the
 * answers, timers end the wait.
 *
 * <p>One monitor guards everything, and whoever takes an entry out under it is the one to tell its
 * {@link Waiter}, after it is released: so each waiter is told exactly once.
 */
public final class PendingAcks {
  /** Waits for one answer; called exactly once, on any thread, and must not block. */
  public interface Waiter {
    /** The answer came. */
    void onAnswer(Args answer);

    /** No answer came in time. */
    void onTimeout();

    /** The socket is disconnected. */
    void onGone();

    /** So many answers are awaited already, and no more may be. */
    void onRefused(int max);
  }

  /** What came of an answer. */
  public enum Outcome {
    /** The waiter was told. */
    DELIVERED,
    /** The wait was over before. */
    LATE,
    /** Nobody asked for it, or it came twice. */
    UNKNOWN
  }

  private static final class Entry {
    final Waiter waiter;

    /** Null until it is set, after the entry is there. */
    Timers.@Nullable Alarm alarm;

    Entry(Waiter waiter) {
      this.waiter = waiter;
    }

    /** It is out, so nobody sets the alarm any more. */
    void cancelAlarm() {
      if (alarm != null) {
        alarm.cancel();
      }
    }
  }

  private final Timers timers;
  private final int max;

  // The monitor guards all that follows, and the entries; nothing that could wait, as a lock of the
  // timers, is called under it, and no waiter is told.

  /** Immutable and empty until the first wait, which never comes for many sockets. */
  private Map<Long, Entry> entries = Map.of();

  /**
   * Ids whose wait ended without an answer, oldest first: a slow client is no hostile one. Null if
   * there never was such.
   */
  private @Nullable Deque<Long> expired;

  private boolean closed;

  /**
   * None yet.
   *
   * @param max how many answers may be awaited at a time
   */
  public PendingAcks(Timers timers, int max) {
    this.timers = timers;
    this.max = max;
  }

  /**
   * Begins to wait for the answer to an id that nobody else uses.
   *
   * @return false if the waiter does not wait, and has been told why
   */
  public boolean await(long id, Duration timeout, Waiter waiter) {
    Entry entry = new Entry(waiter);
    boolean gone;
    boolean full;
    synchronized (this) {
      gone = closed;
      full = entries.size() >= max;
      if (!gone && !full) {
        put(id, entry);
      }
    }
    if (gone) {
      waiter.onGone();
    } else if (full) {
      waiter.onRefused(max);
    } else {
      setAlarm(id, entry, schedule(id, timeout));
      return true;
    }
    return false;
  }

  /** Sets the alarm of a wait that has begun; if that fails, it has not. */
  private Timers.Alarm schedule(long id, Duration timeout) {
    try {
      return timers.schedule(timeout, () -> expire(id));
    } catch (Throwable failure) {
      synchronized (this) {
        take(id);
      }
      throw failure;
    }
  }

  private void setAlarm(long id, Entry entry, Timers.Alarm alarm) {
    synchronized (this) {
      if (entries.get(id) == entry) {
        entry.alarm = alarm;
        return;
      }
    }
    alarm.cancel(); // The wait is over already.
  }

  /** An answer came. */
  public Outcome onAnswer(long id, Args answer) {
    Entry entry;
    synchronized (this) {
      entry = take(id);
      if (entry == null) {
        return expired != null && expired.remove(id) ? Outcome.LATE : Outcome.UNKNOWN;
      }
    }
    entry.cancelAlarm();
    entry.waiter.onAnswer(answer);
    return Outcome.DELIVERED;
  }

  private void expire(long id) {
    Entry entry = takeExpired(id);
    if (entry != null) {
      entry.waiter.onTimeout();
    }
  }

  /** Ends a wait that the waiter gave up, without telling it; the answer, if it comes, is late. */
  public void abandon(long id) {
    Entry entry = takeExpired(id);
    if (entry != null) {
      entry.cancelAlarm();
    }
  }

  private @Nullable Entry takeExpired(long id) {
    synchronized (this) {
      Entry entry = take(id);
      if (entry != null) {
        if (expired == null) {
          expired = new ArrayDeque<>(1);
        } else if (expired.size() >= max) {
          expired.remove();
        }
        expired.add(id);
      }
      return entry;
    }
  }

  /** The socket is disconnected: all who wait are told so, and nobody waits any more. */
  public void close() {
    List<Entry> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(entries.values());
      entries = Map.of();
      expired = null;
    }
    for (Entry entry : left) {
      entry.cancelAlarm();
      entry.waiter.onGone();
    }
  }

  /** Ends a wait without telling anybody; nothing happens if it is over. */
  public void remove(long id) {
    Entry entry;
    synchronized (this) {
      entry = take(id);
    }
    if (entry != null) {
      entry.cancelAlarm();
    }
  }

  /** The connection is lost, but not the socket: those are told who wait for one of these ids. */
  public void end(LongPredicate which) {
    List<Entry> ended = new ArrayList<>();
    synchronized (this) {
      for (Long id : List.copyOf(entries.keySet())) {
        Entry entry = which.test(id) ? take(id) : null;
        if (entry != null) {
          ended.add(entry);
        }
      }
    }
    for (Entry entry : ended) {
      entry.cancelAlarm();
      entry.waiter.onGone();
    }
  }

  /** How many answers are awaited. */
  public int size() {
    synchronized (this) {
      return entries.size();
    }
  }

  private void put(long id, Entry entry) {
    if (!(entries instanceof HashMap)) {
      entries = new HashMap<>(4);
    }
    entries.put(id, entry);
  }

  private @Nullable Entry take(long id) {
    return entries.isEmpty() ? null : entries.remove(id);
  }
}
