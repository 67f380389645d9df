package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TurnBatchTest {
  /** Starts nothing by itself: the test says when a thread would run. */
  private static class Threads extends AbstractExecutorService {
    final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    void runNext() {
      tasks.remove().run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  /** So long at least does a wake-up wait for the turns that follow. */
  private static final long WAKE_UPS_WAIT_NANOS = 1_000_000;

  private static final int ATTEMPTS = 1_000;

  /** What the I/O thread does at the end of its round. */
  private final Queue<Runnable> endOfRound = new ArrayDeque<>();

  private final Threads threads = new Threads();
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final Runnable wakeUp = new WakeUp();

  /** One object, whoever asks. */
  private final class WakeUp implements Runnable {
    @Override
    public void run() {
      done.add("wake-up");
    }
  }

  private void collect() {
    TurnBatch.collectOn(endOfRound::add);
  }

  private void turn(String name) {
    TurnBatch.execute(() -> done.add(name), threads);
  }

  private void endRound() {
    assertThat(endOfRound).hasSize(1);
    endOfRound.remove().run();
  }

  /**
   * Fills a batch and runs it within the time that a wake-up may wait; once more if this thread was
   * held up, for then what was deferred is rightly done between two turns.
   */
  private void runInTime(Runnable fill) {
    long took = WAKE_UPS_WAIT_NANOS;
    for (int i = 0; i < ATTEMPTS && took >= WAKE_UPS_WAIT_NANOS; i++) {
      done.clear();
      threads.tasks.clear(); // the successor of the time before
      collect();
      fill.run();
      endRound();
      long begun = System.nanoTime();
      threads.runNext();
      took = System.nanoTime() - begun;
    }
  }

  /** The mark is for the life of a thread, and other tests use this one. */
  @AfterEach
  void roundsEndAtOnce() {
    TurnBatch.collectOn(Runnable::run);
  }

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
  void wakeUpsOfSeveralTurnsAreOneAtTheEnd() {
    runInTime(
        () -> {
          for (String name : List.of("a", "b", "c")) {
            TurnBatch.execute(
                () -> {
                  done.add(name);
                  WakeUps.defer(wakeUp);
                },
                threads);
          }
        });

    assertThat(done).containsExactly("a", "b", "c", "wake-up");
  }

  @Test
  void wakeUpDoesNotWaitForManyLongTurns() {
    collect();
    TurnBatch.execute(
        () -> {
          WakeUps.defer(wakeUp);
          long begun = System.nanoTime();
          while (System.nanoTime() - begun < 2_000_000) {
            Thread.onSpinWait();
          }
        },
        threads);
    turn("b");
    endRound();
    threads.runNext();

    assertThat(done).containsExactly("wake-up", "b");
  }

  @Test
  void wakeUpsThatDifferAreAllDone() {
    collect();
    TurnBatch.execute(() -> WakeUps.defer(wakeUp), threads);
    TurnBatch.execute(() -> WakeUps.defer(() -> done.add("other")), threads);
    endRound();
    threads.runNext();

    assertThat(done).containsExactly("wake-up", "other");
  }

  @Test
  void wakeUpOutsideABatchIsDoneAtOnce() {
    WakeUps.defer(wakeUp);

    assertThat(done).containsExactly("wake-up");
  }

  @Test
  void wakeUpWithoutASuccessorIsDoneAtOnce() {
    collect();
    TurnBatch.execute(
        () -> {
          WakeUps.defer(wakeUp);
          done.add("then");
        },
        threads);
    endRound();
    threads.runNext();

    assertThat(done).containsExactly("wake-up", "then");
  }

  @Test
  void successorDoesWhatABlockedTurnHasDeferredAndGoesOn() {
    collect();
    TurnBatch.execute(
        () -> {
          WakeUps.defer(wakeUp);
          done.add("blocks");
          threads.runNext(); // As if this thread were blocked, and the next one ran.
          done.add("goes on");
          WakeUps.defer(wakeUp);
          done.add("ends");
        },
        threads);
    turn("b");
    endRound();
    threads.runNext();

    assertThat(done).containsExactly("blocks", "wake-up", "b", "goes on", "wake-up", "ends");
  }

  @Test
  void turnThatThrowsEndsNothing() {
    Thread.UncaughtExceptionHandler before = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> done.add(e.getMessage()));
    try {
      runInTime(
          () -> {
            TurnBatch.execute(
                () -> {
                  WakeUps.defer(wakeUp);
                  throw new IllegalStateException("thrown");
                },
                threads);
            turn("b");
          });
    } finally {
      Thread.currentThread().setUncaughtExceptionHandler(before);
    }

    assertThat(done).containsExactly("thrown", "b", "wake-up");
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
