package io.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sockeye.testsupport.LedgerDifference.Kind;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private final Ledger ledger = new Ledger();
  private final LedgerStream stream = ledger.stream("up");

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      stream.send();
    }
  }

  private void arrive(int... numbers) {
    IntStream.of(numbers).forEach(stream::arrived);
  }

  private List<Kind> kinds() {
    return ledger.verdict().first().stream().map(LedgerDifference::kind).toList();
  }

  @Test
  void whatArrivedOnceAndInOrderIsClean() {
    send(3);
    arrive(0, 1, 2);

    LedgerVerdict verdict = ledger.verdict();

    assertThat(verdict.isClean()).isTrue();
    assertThat(verdict.sent()).isEqualTo(3);
    assertThat(verdict.arrived()).isEqualTo(3);
    assertThat(ledger.missing()).isZero();
    verdict.requireClean("seed 1");
  }

  @Test
  void whatDidNotArriveIsLost() {
    send(4);
    stream.acked(1);
    arrive(0, 2);

    LedgerVerdict verdict = ledger.verdict();

    assertThat(verdict.lostAcked()).isEqualTo(1);
    assertThat(verdict.lostUnacked()).isEqualTo(1);
    assertThat(verdict.isOrderly()).isTrue();
    assertThat(ledger.missing()).isEqualTo(2);
    assertThat(kinds()).containsExactly(Kind.LOST, Kind.LOST);
    assertThat(verdict.first())
        .extracting(LedgerDifference::number, LedgerDifference::acked)
        .containsExactly(tuple(1, true), tuple(3, false));
  }

  @Test
  void whatArrivedAgainIsDoubled() {
    send(2);
    arrive(0, 0, 1, 0);

    assertThat(ledger.verdict().duplicated()).isEqualTo(2);
    assertThat(ledger.verdict().reordered()).isZero();
    assertThat(kinds()).containsExactly(Kind.DUPLICATED, Kind.DUPLICATED);
  }

  @Test
  void whatArrivedBehindALaterOneIsOutOfOrder() {
    send(4);
    arrive(0, 2, 1, 3);

    assertThat(ledger.verdict().reordered()).isEqualTo(1);
    assertThat(ledger.verdict().lost()).isZero();
    assertThat(kinds()).containsExactly(Kind.REORDERED);
  }

  @Test
  void whatWasNeverSentIsUnknown() {
    send(1);
    arrive(0, 1, -1);

    assertThat(ledger.verdict().unknown()).isEqualTo(2);
    assertThat(kinds()).containsExactly(Kind.UNKNOWN, Kind.UNKNOWN);
  }

  @Test
  void whatWasRefusedIsNotMissed() {
    send(2);
    stream.unsend(1);
    arrive(0);

    assertThat(ledger.verdict().isClean()).isTrue();
    assertThatThrownBy(() -> stream.unsend(5)).hasMessage("expected the last number, 0, got 5");
  }

  @Test
  void eachStreamHasItsOwnOrder() {
    LedgerStream down = ledger.stream("down");
    stream.send();
    down.send();
    down.send();
    down.arrived(0);
    stream.arrived(0);
    down.arrived(1);

    assertThat(ledger.verdict().isClean()).isTrue();
    assertThat(ledger.verdict().streams()).isEqualTo(2);
    assertThat(ledger.stream("down")).isSameAs(down);
  }

  @Test
  void brokenConnectionsMayLoseWhatNobodyAcknowledged() {
    send(3);
    stream.acked(0);
    arrive(0, 2);

    ledger.verdict().requireNothingAckedLost("seed 1");
    assertThatThrownBy(() -> ledger.verdict().requireClean("seed 1"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void failureNamesTheCircumstancesAndTheFirstDifferences() {
    send(100);

    assertThatThrownBy(() -> ledger.verdict().requireClean("seed 4711, cut after 30 bytes"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("100 messages in 1 streams: 100 lost (0 of them acked)")
        .hasMessageContaining("seed 4711, cut after 30 bytes")
        .hasMessageContaining("lost 0 of up, sent at")
        .hasMessageContaining("lost 19 of up")
        .hasMessageNotContaining("lost 20 of up");
  }

  @Test
  void everyMistakeIsFoundWhereverItIs() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Ledger books = new Ledger();
      LedgerStream some = books.stream("s");
      int count = 10 + random.nextInt(50);
      int victim = random.nextInt(count - 1);
      Kind mistake = List.of(Kind.LOST, Kind.DUPLICATED, Kind.REORDERED).get(random.nextInt(3));
      for (int i = 0; i < count; i++) {
        some.send();
      }

      for (int i = 0; i < count; i++) {
        if (i == victim && mistake == Kind.LOST) {
          continue;
        }
        if (i == victim && mistake == Kind.REORDERED) {
          some.arrived(++i);
          some.arrived(victim);
          continue;
        }
        some.arrived(i);
        if (i == victim && mistake == Kind.DUPLICATED) {
          some.arrived(i);
        }
      }

      assertThat(books.verdict().first())
          .as("seed %d", seed)
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.kind()).isEqualTo(mistake);
                assertThat(found.number()).isEqualTo(victim);
              });
    }
  }
}
