package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wheel against a list that is searched. */
final class TimerWheelTest {
  private static final long TICK = 1L << TimerWheel.TICK_BITS;

  private final TimerWheel wheel = new TimerWheel();
  private final List<Waiting> rang = new ArrayList<>();

  private final class Waiting extends TimerWheel.Entry {
    final long time;

    Waiting(long time) {
      this.time = time;
    }

    @Override
    void ring() {
      rang.add(this);
    }
  }

  private Waiting add(long time) {
    Waiting entry = new Waiting(time);
    wheel.add(entry, time);
    return entry;
  }

  private void advance(long time) {
    rang.clear();
    TimerWheel.Entry[] due = new TimerWheel.Entry[3];
    for (int count = wheel.takeDue(time, due); count > 0; count = wheel.takeDue(time, due)) {
      Arrays.stream(due, 0, count).forEach(TimerWheel.Entry::ring);
    }
  }

  @Test
  void nothingRingsBeforeItsTimeAndAllWithinATickOfIt() {
    Waiting entry = add(10 * TICK + 1);

    advance(10 * TICK + 1);
    assertThat(rang).isEmpty();
    advance(11 * TICK);

    assertThat(rang).containsExactly(entry);
  }

  @Test
  void theTimesOfOneTickComeInTheirOrder() {
    Waiting third = add(3);
    Waiting first = add(1);
    Waiting second = add(2);

    advance(TICK);

    assertThat(rang).containsExactly(first, second, third);
  }

  @Test
  void whatIsOverAlreadyIsDueAtOnce() {
    advance(1000 * TICK);
    Waiting late = add(3 * TICK);

    assertThat(wheel.nextTime()).isEqualTo(1000 * TICK);
    advance(1000 * TICK);

    assertThat(rang).containsExactly(late);
  }

  @Test
  void whatWasRemovedNeverRings() {
    Waiting entry = add(5 * TICK);

    assertThat(wheel.remove(entry)).isTrue();
    assertThat(wheel.remove(entry)).isFalse();
    advance(10 * TICK);

    assertThat(rang).isEmpty();
    assertThat(wheel.size()).isZero();
    assertThat(wheel.nextTime()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatWasClearedNeverRingsAndMayBeRemoved() {
    Waiting entry = add(5 * TICK);
    Waiting other = add(5 * TICK);

    wheel.clear();

    assertThat(wheel.size()).isZero();
    assertThat(wheel.remove(entry)).isFalse();
    assertThat(wheel.remove(other)).isFalse();
    assertThat(wheel.nextTime()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theEndOfTimeIsNeverReachedAndTakesNoStepsOnTheWay() {
    Waiting never = add(Long.MAX_VALUE);

    advance(Duration.ofDays(36_500).toNanos());

    assertThat(rang).isEmpty();
    assertThat(wheel.remove(never)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void eachEntryRingsAtItsTickWhateverComesBetween(long seed) {
    Random random = new Random(seed);
    List<Waiting> waiting = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < 3_000; step++) {
      for (int i = random.nextInt(4); i > 0; i--) {
        waiting.add(add(now + random.nextLong(spread(random))));
      }
      if (!waiting.isEmpty() && random.nextInt(3) == 0) {
        Waiting cancelled = waiting.remove(random.nextInt(waiting.size()));
        assertThat(wheel.remove(cancelled)).isTrue();
      }
      // As the thread of the timers does: to the next time, or anywhere before or after it.
      long next = wheel.nextTime();
      now =
          random.nextBoolean() && next != Long.MAX_VALUE
              ? Math.max(now, next)
              : now + random.nextLong(spread(random));
      long tick = now / TICK;

      advance(now);

      assertThat(rang).isSortedAccordingTo((a, b) -> Long.compare(a.time, b.time));
      List<Waiting> due =
          waiting.stream().filter(entry -> (entry.time + TICK - 1) / TICK <= tick).toList();
      assertThat(rang).containsExactlyInAnyOrderElementsOf(due);
      waiting.removeAll(due);
      assertThat(wheel.size()).isEqualTo(waiting.size());
      assertThat(wheel.nextTime() > now || wheel.size() == 0).isTrue();
    }
  }

  /** Some steps are within a level, some beyond several. */
  private static long spread(Random random) {
    return TICK << random.nextInt(20);
  }
}
