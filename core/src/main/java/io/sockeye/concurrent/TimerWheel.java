package io.sockeye.concurrent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen when: a hierarchical timing wheel (G. Varghese and T. Lauck, 1987), in which
 * adding and removing take the same short time however many entries there are. Not thread-safe.
 *
 * <p>Time is nanoseconds from a beginning, and goes by in ticks. Level 0 has a slot for each of 64
 * ticks, level 1 one for each of 64 times 64, and so on. An entry lies on the level of the highest
 * digit in which its tick differs from the present one, in the slot of that digit; when the present
 * gets there, it moves down.
 */
final class TimerWheel {
  /** Something that waits for its time; it is a node of the list that is its slot. */
  abstract static class Entry {
    private @Nullable Entry previous;
    private @Nullable Entry next;
    private long time;
    private int slot = NOWHERE;

    /** Its time has come, and it is out. */
    abstract void ring();
  }

  /** The length of a tick, 8.4 ms: what falls into one tick costs one wake-up. */
  static final int TICK_BITS = 23;

  private static final int NOWHERE = -1;

  /** Bits of a tick's number for each level. */
  private static final int BITS = 6;

  private static final int SLOTS = 1 << BITS;
  private static final int LEVELS = 7;

  /** Times after this, some 290 years, are as good as never. */
  static final long LAST_TIME = Long.MAX_VALUE >> TICK_BITS << TICK_BITS;

  private static final Comparator<Entry> BY_TIME = Comparator.comparingLong(entry -> entry.time);

  private final @Nullable Entry[] slots = new Entry[SLOTS * LEVELS];

  /** For each level, a bit for each slot that has entries. */
  private final long[] occupied = new long[LEVELS];

  /** The tick up to which all that was due is out. */
  private long present;

  /** What is out and was not taken yet, oldest first, from {@link #dueTaken} on. */
  private final List<Entry> due = new ArrayList<>();

  private int dueTaken;

  private int size;

  /** Puts an entry in that is in no wheel. One whose time has come is due at the next advance. */
  void add(Entry entry, long time) {
    assert entry.slot == NOWHERE;
    entry.time = Math.min(time, LAST_TIME);
    link(entry);
    size++;
  }

  /**
   * Takes an entry out.
   *
   * @return false if it is not in
   */
  boolean remove(Entry entry) {
    if (entry.slot == NOWHERE) {
      return false;
    }
    unlink(entry);
    size--;
    return true;
  }

  int size() {
    return size;
  }

  /** Takes all entries out. */
  void clear() {
    due.clear();
    dueTaken = 0;
    for (@Nullable Entry first : slots) {
      for (Entry entry = first; entry != null; ) {
        Entry after = entry.next;
        remove(entry);
        entry = after;
      }
    }
  }

  /** When there is something to do next; {@link Long#MAX_VALUE} if nothing waits. */
  long nextTime() {
    long next = nextTick();
    return next == Long.MAX_VALUE ? next : next << TICK_BITS;
  }

  /**
   * Lets time go on until now, and takes the entries whose tick has come, in the order of their
   * times; those that find no room are taken at the next call. Loses none when memory runs out.
   *
   * @return how many
   */
  int takeDue(long now, @Nullable Entry[] into) {
    if (dueTaken == due.size()) {
      due.clear();
      dueTaken = 0;
      advance(now >> TICK_BITS);
      due.sort(BY_TIME);
    }
    int count = Math.min(into.length, due.size() - dueTaken);
    for (int i = 0; i < count; i++) {
      into[i] = due.get(dueTaken++);
    }
    return count;
  }

  private void advance(long to) {
    for (long next = nextTick(); next <= to; next = nextTick()) {
      present = next;
      arrive();
    }
    present = Math.max(present, to);
  }

  /** Empties the slots of the present tick, from the top, so that what moves down is met again. */
  private void arrive() {
    for (int level = LEVELS - 1; level >= 0; level--) {
      int slot = level * SLOTS + digit(present, level);
      for (Entry entry = slots[slot]; entry != null; entry = slots[slot]) {
        if (tick(entry) > present) {
          unlink(entry);
          link(entry); // On a lower level.
        } else {
          due.add(entry); // First, for it may fail.
          unlink(entry);
          size--;
        }
      }
    }
  }

  /** The earliest tick at which a slot is to be emptied. */
  private long nextTick() {
    for (int level = 0; level < LEVELS; level++) {
      long ahead = occupied[level] & (-1L << digit(present, level));
      if (ahead != 0) {
        int shift = level * BITS;
        long turn = present >>> shift >>> BITS << BITS;
        return (turn | Long.numberOfTrailingZeros(ahead)) << shift;
      }
    }
    return Long.MAX_VALUE;
  }

  /** The first tick that begins when its time has come, or later. */
  private static long tick(Entry entry) {
    return -(-entry.time >> TICK_BITS);
  }

  private static int digit(long tick, int level) {
    return (int) (tick >>> (level * BITS)) & (SLOTS - 1);
  }

  private void link(Entry entry) {
    long tick = Math.max(present, tick(entry));
    long differing = (tick ^ present) | (SLOTS - 1);
    int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(differing)) / BITS;
    int digit = digit(tick, level);
    int slot = level * SLOTS + digit;
    Entry first = slots[slot];
    entry.slot = slot;
    entry.next = first;
    if (first != null) {
      first.previous = entry;
    }
    slots[slot] = entry;
    occupied[level] |= 1L << digit;
  }

  private void unlink(Entry entry) {
    Entry before = entry.previous;
    Entry after = entry.next;
    if (before != null) {
      before.next = after;
    } else {
      slots[entry.slot] = after;
      if (after == null) {
        occupied[entry.slot >> BITS] &= ~(1L << entry.slot);
      }
    }
    if (after != null) {
      after.previous = before;
    }
    entry.slot = NOWHERE;
    entry.previous = null;
    entry.next = null;
  }
}
