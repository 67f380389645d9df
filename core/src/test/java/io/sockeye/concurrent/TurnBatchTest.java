package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who runs the turns of a round, and in which order, whatever fails or blocks. */
final class TurnBatchTest extends TurnBatchFixture {
  @Test
  void turnsOfOtherThreadsAreHandedOverAtOnce() throws InterruptedException {
    Thread other = new Thread(() -> turn("a"));
    other.start();
    other.join();

    threads.runNext();
    assertThat(done).containsExactly("a");
  }

  @Test
  void turnsOfOneRoundAreRunInOrderByOneThread() {
    collect();
    turn("a");
    turn("b");
    turn("c");
    assertThat(threads.tasks).isEmpty();

    endRound();
    assertThat(threads.tasks).hasSize(1);
    threads.runNext();

    assertThat(done).containsExactly("a", "b", "c");
    threads.runNext(); // The successor finds nothing to do.
    assertThat(threads.tasks).isEmpty();
    assertThat(done).hasSize(3);
  }

  @Test
  void oneTurnNeedsNoSuccessor() {
    collect();
    turn("a");
    endRound();
    threads.runNext();

    assertThat(threads.tasks).isEmpty();
    assertThat(done).containsExactly("a");
  }

  @Test
  void nextRoundIsAnotherBatch() {
    collect();
    turn("a");
    endRound();
    turn("b");
    endRound();

    assertThat(threads.tasks).hasSize(2);
  }

  @Test
  void roundThatEndsAtOnceCollectsNothing() {
    TurnBatch.collectOn(Runnable::run);
    turn("a");

    threads.runNext();
    assertThat(done).containsExactly("a");
  }

  @Test
  void manyTurnsDoNotWaitForTheEndOfTheRound() {
    collect();
    for (int i = 0; i < 128; i++) {
      turn("x");
    }
    assertThat(threads.tasks).hasSize(1);
    turn("y");

    endOfRound.forEach(Runnable::run);
    while (!threads.tasks.isEmpty()) {
      threads.runNext();
    }
    assertThat(done).hasSize(129).endsWith("y");
  }

  @Test
  void turnsOfAnotherExecutorAreNotMixedIn() {
    Threads others = new Threads();
    collect();
    turn("a");
    TurnBatch.execute(() -> done.add("b"), others);

    others.runNext();
    assertThat(done).containsExactly("b");
    endRound();
    threads.runNext();
    assertThat(done).containsExactly("b", "a");
  }

  @Test
  void interruptOfOneTurnIsNotForTheNext() {
    collect();
    TurnBatch.execute(() -> Thread.currentThread().interrupt(), threads);
    TurnBatch.execute(
        () -> done.add(Thread.currentThread().isInterrupted() ? "interrupted" : "calm"), threads);
    endRound();
    threads.runNext();

    assertThat(done).containsExactly("calm");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void ioThreadThatEndsCollectsNothing() {
    TurnBatch.collectOn(
        task -> {
          throw new RejectedExecutionException("ending");
        });
    turn("a");

    threads.runNext();
    assertThat(done).containsExactly("a");
  }

  @Test
  void whatIsRefusedIsRunAllTheSame() {
    CountDownLatch ran = new CountDownLatch(2);
    Threads refusing =
        new Threads() {
          private int calls;

          @Override
          public void execute(Runnable task) {
            if (calls++ == 0) {
              throw new RejectedExecutionException("too much");
            }
            task.run();
          }
        };
    collect();
    TurnBatch.execute(ran::countDown, refusing);
    TurnBatch.execute(ran::countDown, refusing);
    endRound();

    await().until(() -> ran.getCount() == 0);
  }

  @Test
  void withoutASuccessorTheTurnsGoOnOneAfterTheOther() {
    Threads single =
        new Threads() {
          @Override
          public void execute(Runnable task) {
            if (!tasks.isEmpty() || !done.isEmpty()) {
              throw new RejectedExecutionException("one at most");
            }
            super.execute(task);
          }
        };
    collect();
    TurnBatch.execute(() -> done.add("a"), single);
    TurnBatch.execute(() -> done.add("b"), single);
    endRound();
    done.add("begin");
    single.runNext();

    assertThat(done).containsExactly("begin", "a", "b");
  }

  /** Threads without number, turns that block at random: each turn runs, each wake-up comes. */
  @Test
  void nothingIsForgottenWhateverBlocks() throws Exception {
    ExecutorService many = Executors.newCachedThreadPool();
    try {
      long seed = System.nanoTime();
      Random random = new Random(seed);
      int rounds = 300;
      List<AtomicInteger> asked = new ArrayList<>();
      List<AtomicInteger> answered = new ArrayList<>();
      AtomicInteger ran = new AtomicInteger();
      CountDownLatch gate = new CountDownLatch(1);
      collect();
      int expected = 0;
      for (int i = 0; i < rounds; i++) {
        AtomicInteger request = new AtomicInteger();
        AtomicInteger answer = new AtomicInteger();
        asked.add(request);
        answered.add(answer);
        Runnable catchUp = () -> answer.accumulateAndGet(request.get(), Math::max);
        int turns = 1 + random.nextInt(6);
        expected += turns;
        for (int t = 0; t < turns; t++) {
          boolean blocks = random.nextInt(8) == 0;
          TurnBatch.execute(
              () -> {
                request.incrementAndGet();
                WakeUps.defer(catchUp);
                ran.incrementAndGet();
                if (blocks) {
                  awaitUninterruptibly(gate);
                }
              },
              many);
        }
        endRound();
      }
      int all = expected;
      await().until(() -> ran.get() == all);
      // Also of those that are blocked still.
      await()
          .untilAsserted(
              () ->
                  assertThat(answered)
                      .as("seed %d", seed)
                      .extracting(AtomicInteger::get)
                      .isEqualTo(asked.stream().map(AtomicInteger::get).toList()));
      gate.countDown();
    } finally {
      many.shutdown();
      assertThat(many.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void turnsGoOnAfterAnIoThreadHadNoMemoryForTheEndOfItsRound() {
    Queue<Error> failures = new ArrayDeque<>(List.of(new OutOfMemoryError("as a test wants it")));
    TurnBatch.collectOn(
        task -> {
          if (!failures.isEmpty()) {
            throw failures.remove();
          }
          endOfRound.add(task);
        });

    TurnBatch.execute(() -> done.add("first"), threads);
    TurnBatch.execute(() -> done.add("second"), threads);
    threads.runNext();
    assertThat(done).containsExactly("first");
    endOfRound.remove().run();
    threads.runNext();

    assertThat(done).containsExactly("first", "second");
  }
}
