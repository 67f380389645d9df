package io.sockeye.server;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The positions of the events that were sent to one socket, in the order in which they were sent:
 * as runs, for what is sent to everybody has positions in a row. Not thread-safe.
 *
 * <p>Each run takes two bytes, mostly: how far it begins from the end of the one before, and how
 * long it is. So there is room for thousands of events also where several threads send at once and
 * hardly any position follows the one before it. At most {@value #MAX_BYTES} bytes are kept; the
 * oldest runs give way, and with them the possibility to come back from so long ago.
 */
final class SentPositions {
  static final int MAX_BYTES = 16 * 1024;

  private static final int FIRST_BYTES = 32;

  /** Two numbers of 64 bits, 7 bits to the byte. */
  private static final int MAX_RUN_BYTES = 20;

  private static final long NONE = -1;

  /** The runs but for the last; only the first {@link #length} bytes count. */
  private byte[] encoded = new byte[FIRST_BYTES];

  private int length;

  /** The last run, which may still grow; {@link #NONE} if there is none yet. */
  private long first = NONE;

  private long last;

  /** What the first of the encoded runs counts from: the last position that gave way, if any. */
  private long base;

  /** The end of the last of the encoded runs; {@link #base} if there is none. */
  private long lastEncoded;

  private boolean forgot;

  /** The log's end when the first was to come: what has a lower position was for others. */
  private final long start;

  SentPositions(long start) {
    this.start = start;
    this.base = start;
    this.lastEncoded = start;
  }

  /**
   * The next event was sent.
   *
   * @param keptFrom below this nothing is kept in the log, so it need not be remembered here; asked
   *     only when room is wanted
   */
  void add(long position, LongSupplier keptFrom) {
    if (first == NONE) {
      first = position;
    } else if (position != last + 1) {
      if (encoded.length - length < MAX_RUN_BYTES) {
        makeRoom(keptFrom.getAsLong());
      }
      long distance = first - lastEncoded;
      write((distance << 1) ^ (distance >> 63)); // Zigzag: small numbers for both directions.
      write(last - first);
      lastEncoded = last;
      first = position;
    }
    last = position;
  }

  private void write(long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      encoded[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    encoded[length++] = (byte) rest;
  }

  private void makeRoom(long keptFrom) {
    boolean full = encoded.length == MAX_BYTES;
    Runs runs = new Runs();
    int useless = 0;
    long end = base;
    while (useless < length
        && runs.next()
        && (runs.last < keptFrom || (full && useless < MAX_BYTES / 4))) {
      useless = runs.at;
      end = runs.last;
    }
    if (useless > 0) {
      System.arraycopy(encoded, useless, encoded, 0, length - useless);
      length -= useless;
      base = end;
      forgot = true;
    }
    // What comes may take more bytes than what gave way.
    if (encoded.length - length < MAX_RUN_BYTES) {
      encoded = Arrays.copyOf(encoded, Math.min(2 * encoded.length, MAX_BYTES));
    }
  }

  /** Goes through the runs, the last included. */
  private final class Runs {
    /** Where the next run begins. */
    int at;

    long first;
    long last = base;

    private boolean ended = SentPositions.this.first == NONE;

    boolean next() {
      if (at < length) {
        long distance = read();
        first = last + ((distance >>> 1) ^ -(distance & 1));
        last = first + read();
        return true;
      }
      if (ended) {
        return false;
      }
      ended = true;
      first = SentPositions.this.first;
      last = SentPositions.this.last;
      return true;
    }

    private long read() {
      long number = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = encoded[at++];
        number |= (next & 0x7FL) << shift;
        if (next >= 0) {
          return number;
        }
      }
    }

    /** Visits what is left of the runs. */
    void visitRest(Visitor visitor) {
      boolean wanted = true;
      while (wanted && next()) {
        wanted = visit(first, last, visitor);
      }
    }
  }

  /** Takes positions one by one; stops when it is told so. */
  interface Visitor {
    /** The next position; false if no more are wanted. */
    boolean visit(long position);
  }

  /**
   * Visits what was sent after a position.
   *
   * @return false if that position was not sent to this socket, as far as is remembered
   */
  boolean visitAfter(long position, Visitor visitor) {
    Runs runs = new Runs();
    while (runs.next()) {
      if (runs.first <= position && position <= runs.last) {
        if (visit(position + 1, runs.last, visitor)) {
          runs.visitRest(visitor);
        }
        return true;
      }
    }
    if (forgot && position == base) {
      new Runs().visitRest(visitor);
      return true;
    }
    // What a client got before this socket was made is the last that it got, if nothing came since.
    return position < start && visitAll(visitor);
  }

  /**
   * Visits all that was ever sent.
   *
   * @return false if not all of it is remembered
   */
  boolean visitAll(Visitor visitor) {
    if (forgot) {
      return false;
    }
    new Runs().visitRest(visitor);
    return true;
  }

  private static boolean visit(long first, long last, Visitor visitor) {
    for (long position = first; position <= last; position++) {
      if (!visitor.visit(position)) {
        return false;
      }
    }
    return true;
  }
}
