package io.sockeye.testsupport;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a listener of a test is busy with: from when it is called until the test lets it go, or
 * somebody interrupts it.
 */
public final class LongWork {
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  /** Work that nobody does yet. */
  public LongWork() {}

  /** Does it; for the listener. */
  public void run() throws InterruptedException {
    started.countDown();
    try {
      letGo.await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  /** Waits until somebody is at it. */
  public void awaitStart() {
    await(started, "that the work begins");
  }

  /** Ends it, also for who comes later. */
  public void letGo() {
    letGo.countDown();
  }

  /** Waits until somebody was interrupted. */
  public void awaitInterruption() {
    await(interrupted, "that the work is interrupted");
  }

  private static void await(CountDownLatch latch, String what) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("expected %s within %d s".formatted(what, PATIENCE_SECONDS));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
