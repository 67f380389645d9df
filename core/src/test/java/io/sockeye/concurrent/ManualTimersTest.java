package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Alarms on a clock that a test moves. */
final class ManualTimersTest {
  private final ManualTimers timers = new ManualTimers(1_000);
  private final List<String> log = new ArrayList<>();

  @Test
  void timeStandsStillUntilItIsMoved() {
    timers.schedule(Duration.ZERO, () -> log.add("now"));
    assertThat(log).isEmpty();
    assertThat(timers.pending()).isEqualTo(1);

    timers.advance(Duration.ZERO);

    assertThat(log).containsExactly("now");
    assertThat(timers.nanoTime()).isZero();
    assertThat(timers.currentTimeMillis()).isEqualTo(1_000);
  }

  @Test
  void alarmsRingInOrderEachAtItsOwnTime() {
    timers.schedule(Duration.ofMillis(20), () -> log.add("b at " + timers.currentTimeMillis()));
    timers.schedule(Duration.ofMillis(10), () -> log.add("a at " + timers.currentTimeMillis()));
    timers.schedule(Duration.ofMillis(20), () -> log.add("c at " + timers.currentTimeMillis()));
    timers.schedule(Duration.ofMillis(31), () -> log.add("too late"));

    timers.advance(Duration.ofMillis(30));

    assertThat(log).containsExactly("a at 1010", "b at 1020", "c at 1020");
    assertThat(timers.currentTimeMillis()).isEqualTo(1_030);
    assertThat(timers.pending()).isEqualTo(1);
  }

  @Test
  void whatAnAlarmSchedulesRingsInTheSameMove() {
    timers.schedule(
        Duration.ofMillis(10),
        () -> timers.schedule(Duration.ofMillis(10), () -> log.add("" + timers.nanoTime())));

    timers.advance(Duration.ofMillis(25));

    assertThat(log).containsExactly("20000000");
  }

  @Test
  void cancelledAlarmDoesNotRing() {
    Timers.Alarm alarm = timers.schedule(Duration.ofMillis(10), () -> log.add("rang"));

    alarm.cancel();
    timers.advance(Duration.ofMillis(10));

    assertThat(log).isEmpty();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void nothingRingsAfterClose() {
    timers.schedule(Duration.ofMillis(10), () -> log.add("before"));

    timers.close();
    timers.schedule(Duration.ofMillis(10), () -> log.add("after"));
    timers.advance(Duration.ofMillis(10));

    assertThat(log).isEmpty();
  }

  @Test
  void timeDoesNotGoBack() {
    assertThatThrownBy(() -> timers.advance(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
