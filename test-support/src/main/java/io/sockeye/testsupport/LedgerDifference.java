package io.sockeye.testsupport;

import java.util.Locale;

/**
 * A message of which the books of sender and receiver differ.
 *
 * @param sentMicros when it was sent, since the ledger was begun; -1 if it never was
 * @param arrivedMicros when it arrived the wrong way; -1 if it did not arrive
 */
public record LedgerDifference(
    Kind kind, String stream, int number, boolean acked, long sentMicros, long arrivedMicros) {
  /** What happened to it. */
  public enum Kind {
    /** It was sent and did not arrive. */
    LOST,
    /** It arrived again. */
    DUPLICATED,
    /** It arrived after one that was sent later. */
    REORDERED,
    /** It arrived and was never sent. */
    UNKNOWN
  }

  @Override
  public String toString() {
    return "%s %d of %s%s, sent at %s, arrived at %s"
        .formatted(
            kind.name().toLowerCase(Locale.ROOT),
            number,
            stream,
            acked ? " (acked)" : "",
            millis(sentMicros),
            millis(arrivedMicros));
  }

  private static String millis(long micros) {
    return micros < 0 ? "no time" : String.format(Locale.ROOT, "%.3f ms", micros / 1e3);
  }
}
