package io.sockeye.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of Redis before it was tried for the first time: it waits until the first
 * connection is there, or cannot be made. So a server may speak as soon as it is built.
 * Thread-safe.
 */
final class EarlyCommands {
  /** Guards what follows; nothing is called while it is held. */
  private final ReentrantLock lock = new ReentrantLock();

  /** In their order; null when the wait is over. */
  private @Nullable Deque<CompletableFuture<@Nullable Exchange>> waiting = new ArrayDeque<>();

  /**
   * Waits.
   *
   * @param command is run with the first connection, or with null if it cannot be made
   * @return null if the wait is over
   */
  @Nullable <T> CompletionStage<T> add(Function<@Nullable Exchange, CompletionStage<T>> command) {
    CompletableFuture<@Nullable Exchange> first = new CompletableFuture<>();
    CompletionStage<T> result = first.thenCompose(command);
    lock.lock();
    try {
      if (waiting == null) {
        return null;
      }
      waiting.add(first);
      return result;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs what waits, in its order.
   *
   * @param opened null if there is no connection
   * @param over what ends the wait; in no command's way, for none is waiting then
   */
  void end(@Nullable Exchange opened, Runnable over) {
    for (var next = poll(over); next != null; next = poll(over)) {
      next.complete(opened);
    }
  }

  private @Nullable CompletableFuture<@Nullable Exchange> poll(Runnable over) {
    lock.lock();
    try {
      CompletableFuture<@Nullable Exchange> next = waiting == null ? null : waiting.poll();
      if (next == null) {
        waiting = null;
        over.run();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }
}
