package io.sockeye.server;

import io.sockeye.DisconnectedException;
import io.sockeye.concurrent.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The wait of a program until the client has taken most of what was sent to it. All who wait at a
 * time share one stage, and while nobody does there is none. Thread-safe.
 */
final class AwaitedDrain {
  private static final VarHandle WAIT = Fields.of(MethodHandles.lookup(), "wait", Wait.class);
  private static final CompletionStage<Void> DRAINED = CompletableFuture.completedStage(null);

  /** A future that only we complete, and what programs see of it. */
  private record Wait(CompletableFuture<Void> end, CompletionStage<Void> seen) {
    static Wait begin() {
      CompletableFuture<Void> end = new CompletableFuture<>();
      return new Wait(end, end.minimalCompletionStage());
    }
  }

  private final RealSocket socket;

  /** Null while nobody waits. */
  private volatile @Nullable Wait wait;

  AwaitedDrain(RealSocket socket) {
    this.socket = socket;
  }

  /** Completes on a handler thread, unless it is complete already. */
  CompletionStage<Void> stage() {
    if (socket.isDisconnected()) {
      return CompletableFuture.failedStage(new DisconnectedException());
    }
    if (isDrained()) {
      return DRAINED;
    }
    Wait begun = begun();
    socket.mailbox().execute(this::settle); // It may have drained before there was a wait.
    return begun.seen();
  }

  private Wait begun() {
    Wait present = wait;
    if (present != null) {
      return present;
    }
    Wait created = Wait.begin();
    Wait raced = (Wait) WAIT.compareAndExchange(this, (Wait) null, created);
    return raced == null ? created : raced;
  }

  /** Ends the wait if there is nothing to wait for any more. In the mailbox. */
  void settle() {
    assert socket.mailbox().isCurrent();
    Wait ending = wait;
    if (ending == null) {
      return;
    }
    if (socket.isDisconnected()) {
      wait = null;
      end(() -> ending.end().completeExceptionally(new DisconnectedException()));
    } else if (isDrained()) {
      wait = null;
      end(() -> ending.end().complete(null));
    }
  }

  private void end(Runnable completion) {
    socket.server().runHandler(completion);
  }

  private boolean isDrained() {
    return socket.session().pendingBytes()
        <= socket.server().engine().options().outbound().lowWaterMark();
  }
}
