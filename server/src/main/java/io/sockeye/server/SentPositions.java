package io.sockeye.server;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The positions of the events that were sent to one socket, in the order in which they were sent:
 * as runs, for what is sent to everybody has positions in a row. Not thread-safe.
 *
 * <p>At most {@value #MAX_RUNS} runs are kept; the oldest give way, and with them the possibility
 * to come back from so long ago.
 */
final class SentPositions {
  static final int MAX_RUNS = 1024;

  private static final int FIRST_RUNS = 2;

  private static final long NONE = -1;

  /** Pairs of first and last position; only those up to {@link #runs} count. */
  private long[] bounds = new long[2 * FIRST_RUNS];

  private int runs;

  /** The last position that gave way, or {@link #NONE}. */
  private long lastForgotten = NONE;

  /** The log's end when the first was to come: what has a lower position was for others. */
  private final long start;

  SentPositions(long start) {
    this.start = start;
  }

  /**
   * The next event was sent.
   *
   * @param keptFrom below this nothing is kept in the log, so it need not be remembered here; asked
   *     only when room is wanted
   */
  void add(long position, LongSupplier keptFrom) {
    if (runs > 0 && bounds[2 * runs - 1] + 1 == position) {
      bounds[2 * runs - 1] = position;
      return;
    }
    if (2 * runs == bounds.length) {
      makeRoom(keptFrom.getAsLong());
    }
    bounds[2 * runs] = position;
    bounds[2 * runs + 1] = position;
    runs++;
  }

  private void makeRoom(long keptFrom) {
    int useless = 0;
    while (useless < runs && bounds[2 * useless + 1] < keptFrom) {
      useless++;
    }
    if (useless == 0 && runs == MAX_RUNS) {
      useless = MAX_RUNS / 4;
    }
    if (useless > 0) {
      lastForgotten = bounds[2 * useless - 1];
      System.arraycopy(bounds, 2 * useless, bounds, 0, 2 * (runs - useless));
      runs -= useless;
    } else {
      bounds = Arrays.copyOf(bounds, Math.min(2 * bounds.length, 2 * MAX_RUNS));
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
    for (int run = 0; run < runs; run++) {
      if (bounds[2 * run] <= position && position <= bounds[2 * run + 1]) {
        if (visit(position + 1, bounds[2 * run + 1], visitor)) {
          visitRuns(run + 1, visitor);
        }
        return true;
      }
    }
    if (position == lastForgotten) {
      visitRuns(0, visitor);
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
    if (lastForgotten != NONE) {
      return false;
    }
    visitRuns(0, visitor);
    return true;
  }

  private void visitRuns(int from, Visitor visitor) {
    for (int run = from; run < runs; run++) {
      if (!visit(bounds[2 * run], bounds[2 * run + 1], visitor)) {
        return;
      }
    }
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
