package io.sockeye.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** How many sockets' lanes have something left to do. Thread-safe. */
final class BusyLanes {
  private final AtomicInteger count = new AtomicInteger();
  private final CompletableFuture<Void> none = new CompletableFuture<>();
  private volatile boolean awaited;

  void add() {
    count.incrementAndGet();
  }

  void remove() {
    if (count.decrementAndGet() == 0 && awaited) {
      none.complete(null);
    }
  }

  int count() {
    return count.get();
  }

  /** Completes when there are none; no more of them may come by now. */
  CompletionStage<Void> awaitNone() {
    awaited = true;
    if (count.get() == 0) {
      none.complete(null);
    }
    return none;
  }
}
