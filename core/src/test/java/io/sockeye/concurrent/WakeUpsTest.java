package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** When an I/O thread is woken that turns of a batch have something for. */
final class WakeUpsTest extends TurnBatchFixture {
  /** So long at least does a wake-up wait for the turns that follow. */
  private static final long WAKE_UPS_WAIT_NANOS = 1_000_000;

  private static final int ATTEMPTS = 1_000;

  private final Runnable wakeUp = new WakeUp();

  /** One object, whoever asks. */
  private final class WakeUp implements Runnable {
    @Override
    public void run() {
      done.add("wake-up");
    }
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
}
