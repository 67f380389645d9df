package io.sockeye.server;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.events.PendingAcks;
import io.sockeye.server.adapter.BroadcastAcks;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** Collects the answers to one broadcast until each recipient has answered or will not. */
final class BroadcastAnswers<T> implements BroadcastAcks {
  private final RealServer server;
  private final Function<Args, T> binding;
  private final CompletableFuture<List<T>> future = new CompletableFuture<>();

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Who has neither answered nor gone. */
  private final Set<String> waiting = new LinkedHashSet<>();

  /** Whether all recipients are named. */
  private boolean complete;

  private final Set<String> missing = new LinkedHashSet<>();
  private final List<Args> answers = new ArrayList<>();

  /**
   * Answers to come.
   *
   * @param binding makes of each answer what the program asked for
   */
  BroadcastAnswers(RealServer server, Function<Args, T> binding) {
    this.server = server;
    this.binding = binding;
  }

  CompletableFuture<List<T>> future() {
    return future;
  }

  @Override
  public void onRecipients(Set<String> ids) {
    settleAfter(() -> waiting.addAll(ids));
  }

  @Override
  public void onNoMoreRecipients() {
    settleAfter(() -> complete = true);
  }

  @Override
  public void onAnswer(String id, Args answer) {
    settleAfter(
        () -> {
          if (waiting.remove(id)) {
            answers.add(answer);
          }
        });
  }

  @Override
  public void onGone(String id) {
    settleAfter(
        () -> {
          if (waiting.remove(id)) {
            missing.add(id);
          }
        });
  }

  private void settleAfter(Runnable change) {
    List<Args> came;
    Set<String> absent;
    lock.lock();
    try {
      change.run();
      if (!complete || !waiting.isEmpty()) {
        return;
      }
      came = List.copyOf(answers);
      absent = Set.copyOf(missing);
    } finally {
      lock.unlock();
    }
    server.runHandler(() -> settle(came, absent));
  }

  private void settle(List<Args> came, Set<String> absent) {
    if (!absent.isEmpty()) {
      future.completeExceptionally(new AckTimeoutException(came, absent));
      return;
    }
    try {
      future.complete(came.stream().map(binding).toList());
    } catch (RuntimeException e) {
      future.completeExceptionally(e);
    }
  }

  /** Waits for the answer of one recipient. */
  record Waiter(RealSocket socket, BroadcastAcks acks) implements PendingAcks.Waiter {
    @Override
    public void onAnswer(Args answer) {
      acks.onAnswer(socket.id(), answer);
    }

    @Override
    public void onTimeout() {
      acks.onGone(socket.id());
    }

    @Override
    public void onGone() {
      acks.onGone(socket.id());
    }

    @Override
    public void onRefused(int max) {
      socket
          .observer()
          .limitHit("maxPendingAcks", "a broadcast that asks for answers passed by a socket");
      acks.onGone(socket.id());
    }
  }
}
