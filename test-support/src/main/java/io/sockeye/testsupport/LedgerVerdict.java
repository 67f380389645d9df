package io.sockeye.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a {@link Ledger} says of all its streams together.
 *
 * @param arrived how many arrived, each counted once
 * @param lostAcked how many did not arrive although the sender was told so
 * @param lostUnacked how many did not arrive, and nobody said so
 * @param slowest how long the slowest was on its way
 * @param first the first differences, at most {@value #SHOWN}
 */
public record LedgerVerdict(
    long streams,
    long sent,
    long arrived,
    long lostAcked,
    long lostUnacked,
    long duplicated,
    long reordered,
    long unknown,
    Duration slowest,
    List<LedgerDifference> first) {
  /** How many differences are shown of all. */
  static final int SHOWN = 20;

  static final LedgerVerdict EMPTY =
      new LedgerVerdict(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, List.of());

  /** How many did not arrive. */
  public long lost() {
    return lostAcked + lostUnacked;
  }

  /** Whether each message arrived once and in its order. */
  public boolean isClean() {
    return lost() == 0 && isOrderly();
  }

  /** Whether what arrived did so once and in its order. */
  public boolean isOrderly() {
    return duplicated == 0 && reordered == 0 && unknown == 0;
  }

  /**
   * Fails unless each message arrived once and in its order.
   *
   * @param circumstances what it takes to see it again: the seed and the schedule
   */
  public void requireClean(String circumstances) {
    require(isClean(), "each message once and in order", circumstances);
  }

  /**
   * Fails unless what arrived did so once and in its order, and all that was acknowledged is among
   * it: what is promised where connections break.
   *
   * @param circumstances what it takes to see it again: the seed and the schedule
   */
  public void requireNothingAckedLost(String circumstances) {
    require(
        lostAcked == 0 && isOrderly(),
        "each acknowledged message once and in order",
        circumstances);
  }

  private void require(boolean holds, String what, String circumstances) {
    if (!holds) {
      throw new AssertionError(
          "expected %s, got %s%nwith %s%nthe first differences:%n%s"
              .formatted(
                  what,
                  this,
                  circumstances,
                  first.stream()
                      .map(LedgerDifference::toString)
                      .collect(Collectors.joining(System.lineSeparator()))));
    }
  }

  LedgerVerdict plus(LedgerVerdict other) {
    return new LedgerVerdict(
        streams + other.streams,
        sent + other.sent,
        arrived + other.arrived,
        lostAcked + other.lostAcked,
        lostUnacked + other.lostUnacked,
        duplicated + other.duplicated,
        reordered + other.reordered,
        unknown + other.unknown,
        slowest.compareTo(other.slowest) < 0 ? other.slowest : slowest,
        List.of());
  }

  LedgerVerdict withFirst(List<LedgerDifference> differences) {
    return new LedgerVerdict(
        streams,
        sent,
        arrived,
        lostAcked,
        lostUnacked,
        duplicated,
        reordered,
        unknown,
        slowest,
        List.copyOf(differences));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d messages in %,d streams: %,d lost (%,d of them acked), %,d doubled, %,d out of order,"
            + " %,d never sent; the slowest took %,d ms",
        sent,
        streams,
        lost(),
        lostAcked,
        duplicated,
        reordered,
        unknown,
        slowest.toMillis());
  }
}
