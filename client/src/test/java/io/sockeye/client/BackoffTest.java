package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration FIVE = Duration.ofSeconds(5);

  @Test
  void doublesUpToTheMaximumWithoutChance() {
    Backoff backoff = new Backoff(SECOND, FIVE, 0, () -> 0.9);

    List<Long> millis = Stream.generate(backoff::next).limit(6).map(Duration::toMillis).toList();

    assertThat(millis).containsExactly(1_000L, 2_000L, 4_000L, 5_000L, 5_000L, 5_000L);
  }

  @Test
  void takesTheRandomPartOffTheMaximumToo() {
    Backoff backoff = new Backoff(SECOND, FIVE, 0.5, () -> 0.8);

    List<Long> millis = Stream.generate(backoff::next).limit(5).map(Duration::toMillis).toList();

    assertThat(millis).containsExactly(600L, 1_200L, 2_400L, 3_000L, 3_000L);
  }

  @Test
  void staysAtTheMaximumAfterAnyNumberOfFailures() {
    Backoff backoff = new Backoff(SECOND, FIVE, 0.5, () -> 0);

    for (int i = 0; i < 100_000; i++) {
      backoff.next();
    }

    assertThat(backoff.next()).isEqualTo(FIVE);
  }

  @Test
  void spreadsClientsEvenlyHoweverLongTheServerIsAway() {
    Random random = new Random(42);
    Integer[] tenths = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    for (int client = 0; client < 10_000; client++) {
      Backoff backoff = new Backoff(SECOND, FIVE, 0.5, random::nextDouble);
      Duration delay = backoff.next();
      for (int attempt = 1; attempt < 12; attempt++) {
        delay = backoff.next();
      }
      assertThat(delay).isBetween(Duration.ofMillis(2_500), FIVE);
      tenths[(int) Math.min(9, (delay.toMillis() - 2_500) / 250)]++;
    }

    // About 1,000 in each tenth; five standard deviations are 150.
    assertThat(tenths).allSatisfy(count -> assertThat(count).isBetween(850, 1_150));
  }

  @Test
  void beginsAnewAfterReset() {
    Backoff backoff = new Backoff(SECOND, FIVE, 0, () -> 0);
    backoff.next();
    backoff.next();

    backoff.reset();

    assertThat(backoff.next()).isEqualTo(SECOND);
  }

  @Test
  void takesDelaysOfAnyLength() {
    Backoff backoff = new Backoff(Duration.ofDays(100), Duration.ofDays(100_000), 0.5, () -> 0.25);

    for (int i = 0; i < 100; i++) {
      assertThat(backoff.next()).isPositive();
    }
  }
}
