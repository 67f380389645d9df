package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** Plays the I/O thread, which ends its rounds when a test says so, and the handler threads. */
abstract class TurnBatchFixture {
  /** Starts nothing by itself: the test says when a thread would run. */
  static class Threads extends AbstractExecutorService {
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

  /** What the I/O thread does at the end of its round. */
  final Queue<Runnable> endOfRound = new ArrayDeque<>();

  final Threads threads = new Threads();
  final List<String> done = new CopyOnWriteArrayList<>();

  final void collect() {
    TurnBatch.collectOn(endOfRound::add);
  }

  final void turn(String name) {
    TurnBatch.execute(() -> done.add(name), threads);
  }

  final void endRound() {
    assertThat(endOfRound).hasSize(1);
    endOfRound.remove().run();
  }

  /** The mark is for the life of a thread, and other tests use this one. */
  @AfterEach
  final void roundsEndAtOnce() {
    TurnBatch.collectOn(Runnable::run);
  }
}
