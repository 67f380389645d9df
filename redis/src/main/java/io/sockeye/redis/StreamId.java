package io.sockeye.redis;

import java.util.Comparator;

/** Where an entry is in a stream: a time in milliseconds, and a number in it. */
record StreamId(long time, long number) implements Comparable<StreamId> {
  /** Before all entries. */
  static final StreamId ZERO = new StreamId(0, 0);

  private static final Comparator<StreamId> ORDER =
      (one, other) -> {
        int byTime = Long.compareUnsigned(one.time, other.time);
        return byTime != 0 ? byTime : Long.compareUnsigned(one.number, other.number);
      };

  /** Reads an id as Redis writes it. */
  static StreamId of(String text) {
    int dash = text.indexOf('-');
    return new StreamId(
        Long.parseUnsignedLong(text, 0, dash, 10),
        Long.parseUnsignedLong(text, dash + 1, text.length(), 10));
  }

  @Override
  public int compareTo(StreamId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(time) + "-" + Long.toUnsignedString(number);
  }
}
