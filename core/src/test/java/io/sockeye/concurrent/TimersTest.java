package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Alarms on the system's clock. */
@Timeout(30)
final class TimersTest {
  private final RealTimers timers = (RealTimers) Timers.create("timers-under-test");

  @AfterEach
  void close() {
    timers.close();
  }

  @Test
  void alarmRingsOnTheNamedDaemonAndNotBeforeItsTime() throws InterruptedException {
    AtomicReference<Thread> where = new AtomicReference<>();
    AtomicReference<Long> when = new AtomicReference<>();
    CountDownLatch rang = new CountDownLatch(1);

    long start = timers.nanoTime();
    timers.schedule(
        Duration.ofMillis(20),
        () -> {
          when.set(timers.nanoTime());
          where.set(Thread.currentThread());
          rang.countDown();
        });

    assertThat(rang.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(when.get() - start).isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    assertThat(where.get().getName()).isEqualTo("timers-under-test");
    assertThat(where.get().isDaemon()).isTrue();
  }

  @Test
  void alarmsRingInTheOrderOfTheirTimes() {
    List<Integer> rang = scheduleThree();

    await().until(() -> rang.size() == 3);
    assertThat(rang).containsExactly(1, 2, 3);
  }

  /** Once more if this thread was held up meanwhile, for then another order may be right. */
  private List<Integer> scheduleThree() {
    while (true) {
      List<Integer> rang = Collections.synchronizedList(new ArrayList<>());
      long begun = timers.nanoTime();
      timers.schedule(Duration.ofMillis(30), () -> rang.add(2));
      timers.schedule(Duration.ofMillis(10), () -> rang.add(1));
      timers.schedule(Duration.ofMillis(50), () -> rang.add(3));
      if (timers.nanoTime() - begun < Duration.ofMillis(20).toNanos()) {
        return rang;
      }
    }
  }

  @Test
  void cancelledAlarmIsForgottenAtOnce() {
    for (int i = 0; i < 1_000; i++) {
      timers.schedule(Duration.ofHours(1), () -> {}).cancel();
    }

    assertThat(timers.pending()).isZero();
  }

  @Test
  void alarmThatThrowsIsReportedAndStopsNoOther() {
    List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
    List<String> rang = Collections.synchronizedList(new ArrayList<>());
    RuntimeException failure = new IllegalStateException("expected by this test");

    timers.schedule(
        Duration.ZERO,
        () -> Thread.currentThread().setUncaughtExceptionHandler((t, e) -> uncaught.add(e)));
    timers.schedule(
        Duration.ofMillis(1),
        () -> {
          throw failure;
        });
    timers.schedule(Duration.ofMillis(2), () -> rang.add("next"));

    await().until(() -> rang.size() == 1);
    assertThat(uncaught).containsExactly(failure);
  }

  @Test
  void nothingRingsAfterClose() {
    List<String> rang = Collections.synchronizedList(new ArrayList<>());
    timers.schedule(Duration.ofSeconds(1), () -> rang.add("before"));

    timers.close();
    Timers.Alarm late = timers.schedule(Duration.ZERO, () -> rang.add("after"));
    late.cancel();

    await().until(timers::isTerminated);
    assertThat(rang).isEmpty();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void alarmMayBeFartherAwayThanAnybodyLives() {
    Timers.Alarm never = timers.schedule(ChronoUnit.FOREVER.getDuration(), () -> {});
    assertThat(timers.pending()).isEqualTo(1);

    never.cancel();

    assertThat(timers.pending()).isZero();
  }
}
