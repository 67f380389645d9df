package io.sockeye.redis;

import java.util.OptionalLong;

/**
 * How far a stream was read, and what can be told from that of entries that will never be: those
 * that were trimmed before they were read, and those that Redis lost. Not thread-safe.
 *
 * <p>Redis 7 counts the entries that a stream ever had, so an entry has a number: a reader that
 * counts along knows exactly what it missed. Entries that somebody takes out of the middle (XDEL)
 * are counted as missed, too.
 */
final class StreamPosition {
  /** After which id to go on. */
  private StreamId id;

  /** The number of that entry; -1 if Redis does not count. */
  private long number;

  /** From the end of a stream. */
  StreamPosition(StreamInfo info) {
    this.id = info.last();
    this.number = info.added();
  }

  StreamId id() {
    return id;
  }

  /** An entry was read. */
  void advance(StreamId next) {
    id = next;
    if (number >= 0) {
      number++;
    }
  }

  /**
   * Whether Redis gave ids, or counted entries, that it does not know any more: it lost what it
   * had, or some of it. Then the position is that of the end of what there is; or, if newer entries
   * than the last one were added since, that before them.
   */
  boolean wasReset(StreamInfo info) {
    if (info.last().compareTo(id) < 0) {
      id = info.last();
      number = info.added();
      return true;
    }
    if (number >= 0 && info.added() >= 0 && (info.added() < number || isAnother(info))) {
      number = info.added() - info.length();
      return true;
    }
    return false;
  }

  /** All that there is came after the position, and is more than was added since. */
  private boolean isAnother(StreamInfo info) {
    StreamId first = info.first();
    return first != null && first.compareTo(id) > 0 && info.length() > info.added() - number;
  }

  /** How many entries were missed since it was asked last; empty if Redis does not count. */
  OptionalLong missed(StreamInfo info) {
    if (number < 0 || info.added() < 0) {
      return OptionalLong.empty();
    }
    long first = id.equals(info.last()) ? info.added() : info.added() - info.length();
    long missed = Math.max(0, first - number);
    if (id.equals(info.last()) || missed > 0) {
      number = first;
    }
    return OptionalLong.of(missed);
  }
}
