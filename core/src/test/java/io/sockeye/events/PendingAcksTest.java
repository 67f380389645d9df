package io.sockeye.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sockeye.Args;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever comes first ends the wait, and nobody else does. */
final class PendingAcksTest {
  private static final int ROUNDS = 2_000;

  private static final class CountingWaiter implements PendingAcks.Waiter {
    final AtomicInteger told = new AtomicInteger();

    @Override
    public void onAnswer(Args answer) {
      told.incrementAndGet();
    }

    @Override
    public void onTimeout() {
      told.incrementAndGet();
    }

    @Override
    public void onGone() {
      told.incrementAndGet();
    }

    @Override
    public void onRefused(int max) {
      told.incrementAndGet();
    }
  }

  @Test
  void anAbandonedWaitLeavesRoomAndItsAnswerIsLate() {
    ManualTimers timers = new ManualTimers();
    PendingAcks acks = new PendingAcks(timers, 1);
    CountingWaiter waiter = new CountingWaiter();
    acks.await(1, Duration.ofSeconds(1), waiter);

    acks.abandon(1);

    assertThat(acks.size()).isZero();
    assertThat(timers.pending()).isZero();
    assertThat(acks.onAnswer(1, Args.empty())).isEqualTo(PendingAcks.Outcome.LATE);
    assertThat(waiter.told).hasValue(0);
    acks.abandon(2);
    assertThat(acks.onAnswer(2, Args.empty())).isEqualTo(PendingAcks.Outcome.UNKNOWN);
  }

  @Test
  void waiterIsToldOnceWhoeverComesFirst() throws Exception {
    ManualTimers timers = new ManualTimers();
    List<CountingWaiter> waiters =
        IntStream.range(0, ROUNDS).mapToObj(i -> new CountingWaiter()).toList();
    List<PendingAcks> all =
        IntStream.range(0, ROUNDS).mapToObj(i -> new PendingAcks(timers, 10)).toList();
    CyclicBarrier start = new CyclicBarrier(3);
    CountDownLatch done = new CountDownLatch(3);

    List<Runnable> rivals =
        List.of(
            () -> each(i -> all.get(i).onAnswer(1, Args.empty())),
            () -> each(i -> all.get(i).close()),
            () -> each(i -> all.get(i).await(1, Duration.ofSeconds(1), waiters.get(i))));
    for (Runnable rival : rivals) {
      new Thread(
              () -> {
                try {
                  start.await();
                  rival.run();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                } finally {
                  done.countDown();
                }
              })
          .start();
    }
    done.await();
    timers.advance(Duration.ofSeconds(1));

    assertThat(waiters).allSatisfy(waiter -> assertThat(waiter.told).hasValue(1));
    assertThat(all).allSatisfy(acks -> assertThat(acks.size()).isZero());
    assertThat(timers.pending()).isZero();
  }

  private interface Step {
    void at(int index);
  }

  private static void each(Step step) {
    for (int i = 0; i < ROUNDS; i++) {
      step.at(i);
    }
  }

  @Test
  void waitWhoseAlarmCannotBeSetHasNotBegun() {
    Timers broken =
        new TimersWithoutClock() {
          @Override
          public Alarm schedule(Duration delay, Runnable task) {
            throw new IllegalStateException("no more alarms");
          }
        };
    PendingAcks acks = new PendingAcks(broken, 10);
    CountingWaiter waiter = new CountingWaiter();

    assertThatIllegalStateException()
        .isThrownBy(() -> acks.await(1, Duration.ofSeconds(1), waiter))
        .withMessage("no more alarms");

    assertThat(acks.size()).isZero();
    assertThat(acks.onAnswer(1, Args.empty())).isEqualTo(PendingAcks.Outcome.UNKNOWN);
  }

  @Test
  void thoseOfALostConnectionAreToldAndOthersWaitOn() {
    ManualTimers timers = new ManualTimers();
    PendingAcks acks = new PendingAcks(timers, 10);
    CountingWaiter sent = new CountingWaiter();
    CountingWaiter kept = new CountingWaiter();
    CountingWaiter removed = new CountingWaiter();
    acks.await(1, Duration.ofSeconds(1), sent);
    acks.await(2, Duration.ofSeconds(1), kept);
    acks.await(3, Duration.ofSeconds(1), removed);

    acks.remove(3);
    acks.remove(4);
    acks.end(id -> id != 2);

    assertThat(sent.told).hasValue(1);
    assertThat(removed.told).hasValue(0);
    assertThat(acks.size()).isEqualTo(1);
    assertThat(timers.pending()).isEqualTo(1);
    assertThat(acks.onAnswer(2, Args.empty())).isEqualTo(PendingAcks.Outcome.DELIVERED);
    assertThat(kept.told).hasValue(1);
  }

  /** Nobody looks at its clock. */
  private abstract static class TimersWithoutClock implements Timers {
    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public long currentTimeMillis() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
