package io.sockeye.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** How many sockets' lanes have something left to do. Thread-safe. */
final class BusyLanes {
  private final AtomicInteger count = new AtomicInteger();

  /** Those of them whose sockets are disconnected. */
  private final AtomicInteger leaving = new AtomicInteger();

  private final CompletableFuture<Void> none = new CompletableFuture<>();
  private volatile boolean awaited;

  /** A socket begins. */
  void add() {
    count.incrementAndGet();
  }

  /** A socket was disconnected; its listeners may still be busy. */
  void leave() {
    leaving.incrementAndGet();
  }

  /** The listeners of a socket that was disconnected are done. */
  void remove() {
    leaving.decrementAndGet();
    if (count.decrementAndGet() == 0 && awaited) {
      none.complete(null);
    }
  }

  int count() {
    return count.get();
  }

  int leaving() {
    return leaving.get();
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
