package io.sockeye.server;

import io.sockeye.DisconnectedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The wait of a program until the client has taken most of what was sent to it. All who wait for a
 * socket at a time share one, and while nobody does there is none. Thread-safe.
 */
final class AwaitedDrain {
  private static final CompletionStage<Void> DRAINED = CompletableFuture.completedStage(null);

  /** Only we complete it, on a handler thread. */
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /** What programs see of it. */
  private final CompletionStage<Void> seen = end.minimalCompletionStage();

  private final RealSocket socket;

  /**
   * Of those who wait, how many the mailbox has not come to yet: what they emitted before may stand
   * in front of them there, where it is not counted in the mailbox itself.
   */
  private final AtomicInteger early = new AtomicInteger(1);

  AwaitedDrain(RealSocket socket) {
    this.socket = socket;
  }

  /** Waits, unless there is nothing to wait for. */
  static CompletionStage<Void> of(RealSocket socket) {
    if (socket.isDisconnected()) {
      return CompletableFuture.failedStage(new DisconnectedException());
    }
    if (isDrained(socket)) {
      return DRAINED;
    }
    AwaitedDrain wait = socket.outgoing().awaitedDrain();
    socket.mailbox().execute(wait::begin);
    return wait.seen;
  }

  /** The same wait for another who waits. */
  AwaitedDrain shared() {
    early.incrementAndGet();
    return this;
  }

  private void begin() {
    early.decrementAndGet();
    socket.outgoing().onDrained(); // It may have drained before there was a wait.
  }

  /** Whether there is nothing to wait for any more. */
  boolean isOver() {
    return socket.isDisconnected() || (early.get() == 0 && isDrained(socket));
  }

  /** Tells those who wait. In the mailbox. */
  void end() {
    assert socket.mailbox().isCurrent();
    if (socket.isDisconnected()) {
      socket.server().runHandler(() -> end.completeExceptionally(new DisconnectedException()));
    } else {
      socket.server().runHandler(() -> end.complete(null));
    }
  }

  private static boolean isDrained(RealSocket socket) {
    return socket.session().pendingBytes()
        <= socket.server().engine().options().outbound().lowWaterMark();
  }
}
