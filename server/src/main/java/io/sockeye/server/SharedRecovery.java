package io.sockeye.server;

import io.sockeye.concurrent.Timers;
import io.sockeye.server.adapter.RecoveryStore;
import io.sockeye.server.adapter.RecoveryStore.NotRestoredException;
import io.sockeye.server.adapter.SavedSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connection state recovery of one namespace where the adapter keeps the state for all servers: the
 * sockets of this server, by the private ids by which another server may ask for them. Thread-safe.
 *
 * <p>The order is: find the session, let the middlewares decide, take the session, CONNECT, what
 * was missed, what is sent from now on. Who is refused has got nothing, and taken nothing.
 */
final class SharedRecovery implements RecoveryStore.Holder {
  /** Longer than any private id that servers give. */
  static final int MAX_PID_LENGTH = 64;

  /** How long the end of a server waits until all that its clients leave is saved. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final RealNamespace namespace;
  private final ConnectionStateRecovery options;
  private final RecoveryStore store;

  /** Those that are connected, or gone and not saved yet; by private id. */
  private final Map<String, SharedSocketRecovery> byPid = new ConcurrentHashMap<>();

  /** Their ids, which are also the names of rooms. */
  private final Set<String> ids = ConcurrentHashMap.newKeySet();

  SharedRecovery(RealNamespace namespace, ConnectionStateRecovery options, RecoveryStore store) {
    this.namespace = namespace;
    this.options = options;
    this.store = store;
    store.holder(this);
  }

  RealNamespace namespace() {
    return namespace;
  }

  ConnectionStateRecovery options() {
    return options;
  }

  RecoveryStore store() {
    return store;
  }

  /** Whether a socket of this server has this id. */
  boolean knows(String id) {
    return ids.contains(id);
  }

  /** A socket is connected, under a private id. */
  void onConnected(String pid, SharedSocketRecovery socket) {
    byPid.put(pid, socket);
    ids.add(socket.id());
  }

  /** A socket is gone, and its session saved if it is to be. */
  void onGone(String pid, SharedSocketRecovery socket) {
    if (byPid.remove(pid, socket)) {
      ids.remove(socket.id());
    }
  }

  @Override
  public Optional<SavedSession> peek(String pid) {
    SharedSocketRecovery socket = byPid.get(pid);
    return socket == null ? Optional.empty() : socket.peek();
  }

  @Override
  public CompletionStage<Boolean> release(String pid) {
    SharedSocketRecovery socket = byPid.get(pid);
    return socket == null ? CompletableFuture.completedStage(false) : socket.release();
  }

  /** Why a client starts afresh, by what went wrong. */
  static RecoveryFailure failure(Throwable cause) {
    if (!(cause instanceof NotRestoredException known)) {
      return RecoveryFailure.STORE_UNAVAILABLE;
    }
    return switch (known.why()) {
      case NO_SESSION -> RecoveryFailure.UNKNOWN_SESSION;
      case NO_OFFSET -> RecoveryFailure.UNKNOWN_OFFSET;
      case TOO_MUCH -> RecoveryFailure.MISSED_TOO_MUCH;
      case AWAY -> RecoveryFailure.STORE_UNAVAILABLE;
    };
  }

  /**
   * The namespace is closed: what clients left is saved, whether their listeners are done or not.
   *
   * @return completes when it is, or when that takes too long
   */
  CompletionStage<Void> close() {
    CompletableFuture<Void> saved =
        CompletableFuture.allOf(
            List.copyOf(byPid.values()).stream()
                .map(SharedSocketRecovery::hurry)
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    if (saved.isDone()) {
      return saved;
    }
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Timers.Alarm alarm =
        namespace.server().timers().schedule(FAREWELL, () -> closed.complete(null));
    var unused =
        saved.whenComplete(
            (all, failure) -> {
              alarm.cancel();
              closed.complete(null);
            });
    return closed;
  }
}
