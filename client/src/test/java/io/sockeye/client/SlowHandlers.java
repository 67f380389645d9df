package io.sockeye.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Handlers that run when the test lets them. */
final class SlowHandlers implements Executor {
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  @Override
  public void execute(Runnable task) {
    waiting.add(task);
  }

  /** Lets the one that waits longest run. */
  void runOne() {
    waiting.remove().run();
  }

  /** Lets all run, those among them that come meanwhile. */
  void runAll() {
    while (!waiting.isEmpty()) {
      runOne();
    }
  }
}
