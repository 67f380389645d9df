package io.sockeye.client;

import io.sockeye.client.engine.ConnectFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Those who want to know what comes of connecting a socket. Confined to the manager's mailbox; the
 * futures complete on handler threads.
 */
final class ConnectWaiters {
  private final RealSocket socket;
  private final List<CompletableFuture<Socket>> waiting = new ArrayList<>();

  ConnectWaiters(RealSocket socket) {
    this.socket = socket;
  }

  void add(CompletableFuture<Socket> future) {
    waiting.removeIf(CompletableFuture::isDone); // by whoever got it
    waiting.add(future);
  }

  /** It is connected. */
  void succeed() {
    for (CompletableFuture<Socket> each : takeAll()) {
      socket.manager().completers().execute(() -> each.complete(socket));
    }
  }

  /** It is not, this time. */
  void fail(ConnectFailure failure) {
    for (CompletableFuture<Socket> each : takeAll()) {
      socket.manager().completers().execute(() -> each.completeExceptionally(failure));
    }
  }

  private List<CompletableFuture<Socket>> takeAll() {
    List<CompletableFuture<Socket>> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }
}
