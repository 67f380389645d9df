package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A serial executor that is drained on another executor. */
@Timeout(30)
final class LaneTest {
  private final QueuedExecutor handlers = new QueuedExecutor();
  private final SerialExecutor lane = SerialExecutor.lane(handlers);
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());

  @Test
  void taskWaitsForTheHandlers() {
    lane.execute(() -> log.add("ran, current " + lane.isCurrent()));

    assertThat(log).isEmpty();
    assertThat(lane.size()).isEqualTo(1);

    handlers.runAll();
    assertThat(log).containsExactly("ran, current true");
    assertThat(lane.size()).isZero();
  }

  @Test
  void burstMakesOneTurn() {
    for (int i = 0; i < 10; i++) {
      String name = "task " + i;
      lane.execute(() -> log.add(name));
    }

    assertThat(handlers.size()).isEqualTo(1);
    handlers.runOne();
    assertThat(log).hasSize(10).startsWith("task 0", "task 1").endsWith("task 9");
    assertThat(handlers.size()).isZero();
  }

  @Test
  void longTurnGoesToTheEndOfTheQueue() {
    SerialExecutor other = SerialExecutor.lane(handlers);
    for (int i = 0; i < SerialExecutor.DRAIN_LIMIT + 1; i++) {
      lane.execute(() -> log.add("mine"));
    }
    other.execute(() -> log.add("other's"));

    handlers.runAll();

    assertThat(log.indexOf("other's")).isEqualTo(SerialExecutor.DRAIN_LIMIT);
    assertThat(log).endsWith("mine");
  }

  @Test
  void taskFromInsideRunsAfterTheCurrentOneEvenInline() {
    SerialExecutor inline = SerialExecutor.lane(Runnable::run);

    inline.execute(
        () -> {
          inline.execute(() -> log.add("second"));
          log.add("first");
        });

    assertThat(log).containsExactly("first", "second");
  }

  @Test
  void refusedTurnIsOfferedAgainAndNotRunInTheCaller() {
    AtomicInteger refusals = new AtomicInteger();
    Executor reluctant =
        turn -> {
          if (refusals.incrementAndGet() <= 3) {
            throw new RejectedExecutionException("expected by this test");
          }
          turn.run();
        };
    SerialExecutor refused = SerialExecutor.lane(reluctant);

    refused.execute(() -> log.add(Thread.currentThread().getName()));
    refused.execute(() -> log.add("second"));

    await().until(() -> log.size() == 2);
    assertThat(log.get(0)).startsWith("sockeye-retry");
    assertThat(log.get(1)).isEqualTo("second");
    assertThat(refusals.get()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void tasksOfExecutorThatWasShutDownRunOnOurThreads() {
    ExecutorService gone = Executors.newSingleThreadExecutor();
    gone.shutdown();
    SerialExecutor orphaned = SerialExecutor.lane(gone);

    orphaned.execute(() -> log.add(Thread.currentThread().getName()));

    await().until(() -> log.size() == 1);
    assertThat(log.get(0)).startsWith("sockeye-rescue");
  }

  @Test
  void overflowThatRefusesLosesNothing() {
    SerialExecutor mailbox =
        SerialExecutor.mailbox(
            turn -> {
              throw new RejectedExecutionException("expected by this test");
            });
    ExecutorService gone = Executors.newSingleThreadExecutor();
    gone.shutdown();
    SerialExecutor orphaned = SerialExecutor.mailbox(gone);
    int tasks = 3 * SerialExecutor.DRAIN_LIMIT;

    fill(orphaned, tasks);
    mailbox.execute(() -> log.add("within the limit"));

    await().until(() -> log.size() == tasks + 1);
  }

  @Test
  void executorThatTakesTurnAndThrowsDoesNotRunTwoAtOnce() {
    List<Runnable> taken = Collections.synchronizedList(new ArrayList<>());
    SerialExecutor lane =
        SerialExecutor.lane(
            turn -> {
              taken.add(turn);
              if (taken.size() == 1) {
                throw new OutOfMemoryError("expected by this test");
              }
            });
    lane.execute(
        () -> {
          log.add("first begins");
          taken.get(0).run();
          taken.get(1).run();
          log.add("first ends");
        });
    lane.execute(() -> log.add("second"));
    await().until(() -> taken.size() == 2);

    taken.get(1).run();
    taken.get(0).run();

    assertThat(log).containsExactly("first begins", "first ends", "second");
  }

  private void fill(SerialExecutor executor, int tasks) {
    executor.execute(
        () -> {
          for (int i = 0; i < tasks; i++) {
            executor.execute(() -> log.add("task"));
          }
        });
  }
}
