package io.sockeye.server;

import io.sockeye.concurrent.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stops a server: first the sockets are told, then their listeners may finish, then the connections
 * are closed, at last what the server holds is freed. No step waits on the thread that began it, so
 * a listener may begin it.
 */
final class Shutdown {
  private final RealServer server;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  Shutdown(RealServer server) {
    this.server = server;
  }

  boolean hasBegun() {
    return begun.get();
  }

  /** Begins, if nobody has. */
  CompletionStage<Void> begin() {
    if (begun.compareAndSet(false, true)) {
      List<CompletableFuture<Void>> told = new ArrayList<>();
      for (Client client : server.clients()) {
        CompletableFuture<Void> each = new CompletableFuture<>();
        told.add(each);
        client
            .session()
            .mailbox()
            .execute(
                () -> {
                  client.shutDown();
                  each.complete(null);
                });
      }
      all(told).thenRun(this::awaitListeners);
    }
    return done.minimalCompletionStage();
  }

  private void awaitListeners() {
    CompletableFuture<Boolean> inTime = new CompletableFuture<>();
    Timers.Alarm deadline =
        server.timers().schedule(server.options().closeTimeout(), () -> inTime.complete(false));
    server.busyLanes().awaitNone().thenRun(() -> inTime.complete(true));
    CompletionStage<Boolean> outcome = inTime;
    outcome.thenAccept(
        finished -> {
          deadline.cancel();
          closeConnections(finished);
        });
  }

  private void closeConnections(boolean inTime) {
    if (!inTime) {
      server.observer().limitHit("closeTimeout", "listeners have not finished");
    }
    List<CompletableFuture<Void>> closed = new ArrayList<>();
    closed.add(server.engine().close().toCompletableFuture());
    for (RealNamespace namespace : server.namespaces().all()) {
      closed.add(namespace.close().toCompletableFuture());
    }
    all(closed)
        .whenComplete(
            (nothing, failure) -> {
              server.runHandler(() -> done.complete(null)); // Programs may hang anything on it.
              free(inTime);
            });
  }

  private void free(boolean inTime) {
    if (inTime) {
      server.threads().close();
    } else {
      server.threads().closeAndInterrupt();
    }
    if (server.options().timers().isEmpty()) {
      server.timers().close();
    }
  }

  private static CompletionStage<Void> all(List<CompletableFuture<Void>> futures) {
    return CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]));
  }
}
