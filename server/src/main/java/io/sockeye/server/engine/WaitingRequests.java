package io.sockeye.server.engine;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests that wait for user code, and bounds them. Any thread. */
final class WaitingRequests {
  private final int most;
  private final EngineObserver observer;
  private final AtomicInteger count = new AtomicInteger();

  WaitingRequests(int most, EngineObserver observer) {
    this.most = most;
    this.observer = observer;
  }

  /** One more; to be followed by {@link #leave} if it may wait. */
  boolean enter() {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      observer.limitHit("maxConcurrentHandshakes", "a request was answered 503");
      return false;
    }
    return true;
  }

  void leave() {
    count.decrementAndGet();
  }
}
