package io.sockeye.concurrent;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The turns of lanes that one round of an I/O thread brings, handed over to virtual threads at
 * once.
 *
 * <p><b>The problem.</b> An I/O thread finds many connections readable, and each of them gives a
 * lane something to do. To hand over each turn when it comes wakes a handler thread each time; its
 * answer wakes the I/O thread, which is not done with the other connections yet. Where there are
 * fewer processors than threads the two take turns, and waking each other costs more than the work.
 *
 * <p><b>The design.</b> What an I/O thread brings is collected until it gets to its own tasks, at
 * the end of the round. Then one virtual thread is started, a <em>runner</em>, which runs the turns
 * one after the other. What would wake I/O threads meanwhile is {@linkplain WakeUps deferred}, and
 * done once when the runner is through. So a round costs two wake-ups, however many connections it
 * read.
 *
 * <p>A turn may block, and must not hold up the others. So before a runner begins, it starts a
 * <em>successor</em>, which waits its turn behind it: as soon as the runner blocks, or a processor
 * has nothing else to do, the successor does what was deferred and goes on with the turns that are
 * left, with a successor of its own. If nothing blocks it finds nothing to do. Only while a
 * successor waits is anything deferred. This asks for threads without number: with a pool, a
 * successor might wait for a thread that is blocked until the successor runs.
 */
public final class TurnBatch {
  /** What a thread that does I/O has collected in this round. Confined to that thread. */
  private static final class Round {
    /** More turns than this are handed over without waiting for the end of the round. */
    private static final int MOST_TURNS = 128;

    private final Executor ioThread;
    private final Runnable end = this::handOver;
    private @Nullable TurnBatch batch;
    private int turns;

    Round(Executor ioThread) {
      this.ioThread = ioThread;
    }

    /** Collects a turn; false if that is not possible. */
    boolean add(Runnable turn, ExecutorService threads) {
      if (batch == null) {
        return begin(turn, threads);
      } else if (batch.threads != threads) {
        return false; // Another server's.
      }
      batch.turns.add(turn);
      turns++;
      if (turns == MOST_TURNS) {
        handOver();
      }
      return true;
    }

    private boolean begin(Runnable turn, ExecutorService threads) {
      try {
        batch = new TurnBatch(threads);
        batch.turns.add(turn);
        turns = 1;
        ioThread.execute(end);
        return true;
      } catch (RejectedExecutionException | OutOfMemoryError refused) {
        batch = null;
        return false;
      }
    }

    private void handOver() {
      TurnBatch full = batch;
      batch = null;
      turns = 0;
      if (full != null) {
        full.handOver();
      }
    }
  }

  /** What was deferred waits no longer than this and the turn that runs. */
  private static final long MOST_DELAY_NANOS = Duration.ofMillis(1).toNanos();

  /** Of threads that do I/O. */
  private static final ThreadLocal<@Nullable Round> ROUND = new ThreadLocal<>();

  private final ExecutorService threads;
  private final Queue<Runnable> turns = new ConcurrentLinkedQueue<>();

  /** Deferred while a successor waits that has not begun yet. */
  private final WakeUps wakeUps = new WakeUps();

  /** Made early, for it is handed over once more when there was no memory. */
  private final Runnable runner = this::run;

  private TurnBatch(ExecutorService threads) {
    this.threads = threads;
  }

  /**
   * Says that the calling thread does I/O, so that the turns that it brings are collected.
   *
   * @param ioThread runs its tasks on the calling thread, when a round of I/O is done
   */
  public static void collectOn(Executor ioThread) {
    Round round = ROUND.get();
    if (round == null || round.ioThread != ioThread) {
      ROUND.set(new Round(ioThread));
    }
  }

  /**
   * Runs a turn on a virtual thread, with others if the calling thread collects them.
   *
   * @param threads starts a virtual thread for each task
   */
  public static void execute(Runnable turn, ExecutorService threads) {
    Round round = ROUND.get();
    if (round == null || !round.add(turn, threads)) {
      threads.execute(turn);
    }
  }

  private void handOver() {
    try {
      threads.execute(runner);
    } catch (Throwable refused) {
      for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
        RefusedTurns.retry(threads, turn);
      }
    }
  }

  private void run() {
    if (turns.isEmpty()) {
      return;
    }
    try {
      wakeUps.collectFrom(this::runTurns);
    } catch (Throwable failed) { // There was no memory to begin with.
      RefusedTurns.retry(threads, runner);
    } finally {
      wakeUps.run();
    }
  }

  private void runTurns() {
    Runnable turn = turns.poll();
    if (!turns.isEmpty()) {
      startSuccessor();
    }
    long begun = System.nanoTime();
    while (turn != null) {
      Uncaught.run(turn);
      clearInterrupt();
      turn = turns.poll();
      if (turn != null && System.nanoTime() - begun > MOST_DELAY_NANOS) {
        wakeUps.run();
        begun = System.nanoTime();
      }
    }
  }

  /** An interrupt that one listener leaves behind is not for the next, as in any pool. */
  private static void clearInterrupt() {
    Thread.interrupted();
  }

  private void startSuccessor() {
    wakeUps.begin();
    try {
      threads.execute(this::succeed);
    } catch (Throwable refused) {
      wakeUps.end(); // The turns go on here, one after the other.
    }
  }

  private void succeed() {
    wakeUps.end();
    run();
  }
}
