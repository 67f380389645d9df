package io.sockeye.server;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.concurrent.Stages;
import io.sockeye.server.adapter.BroadcastOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A choice of sockets of all children of a parent: what is done, each child does. */
final class ParentOperator implements ChoosingOperator {
  private final RealParentNamespace parent;
  private final BroadcastOptions options;

  ParentOperator(RealParentNamespace parent, BroadcastOptions options) {
    this.parent = parent;
    this.options = options;
  }

  @Override
  public BroadcastOptions options() {
    return options;
  }

  @Override
  public BroadcastOperator with(BroadcastOptions changed) {
    return new ParentOperator(parent, changed);
  }

  private List<BroadcastOperator> children() {
    return parent.realChildren().stream()
        .<BroadcastOperator>map(child -> new RealBroadcastOperator(child, options))
        .toList();
  }

  @Override
  public void emit(String event, @Nullable Object... args) {
    RealNamespace.checkEvent(event); // there may be no child to do it
    children().forEach(child -> child.emit(event, args));
  }

  @Override
  public <T> CompletableFuture<List<T>> emitWithAck(
      String event, Function<Args, T> binding, @Nullable Object[] args) {
    RealNamespace.checkEvent(event);
    List<CompletableFuture<List<Args>>> parts =
        children().stream().map(child -> child.emitWithAck(event, args)).toList();
    return together(parts, () -> answers(parts).stream().map(binding).toList());
  }

  /** The answers of all, one child after the other; fails if anybody is missing. */
  static List<Args> answers(List<CompletableFuture<List<Args>>> parts) {
    List<Args> answers = new ArrayList<>();
    Set<String> missing = new LinkedHashSet<>();
    boolean inTime = true;
    for (CompletableFuture<List<Args>> part : parts) {
      try {
        answers.addAll(part.join());
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof AckTimeoutException late)) {
          throw e;
        }
        answers.addAll(late.answers());
        missing.addAll(late.missing());
        inTime = false;
      }
    }
    if (!inTime) {
      throw new AckTimeoutException(answers, missing);
    }
    return answers;
  }

  @Override
  public CompletableFuture<List<RemoteSocket>> fetchSockets() {
    List<CompletableFuture<List<RemoteSocket>>> parts =
        children().stream().map(BroadcastOperator::fetchSockets).toList();
    return together(parts, () -> sockets(parts));
  }

  /** The sockets of all children; fails if any server is missing. */
  private static List<RemoteSocket> sockets(List<CompletableFuture<List<RemoteSocket>>> parts) {
    List<RemoteSocket> sockets = new ArrayList<>();
    Set<String> missing = new LinkedHashSet<>();
    String failure = "";
    for (CompletableFuture<List<RemoteSocket>> part : parts) {
      try {
        sockets.addAll(part.join());
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof MissingServersException partly)) {
          throw e;
        }
        sockets.addAll(partly.sockets());
        missing.addAll(partly.missing());
        failure = String.valueOf(partly.getMessage());
      }
    }
    if (!missing.isEmpty()) {
      throw new MissingServersException(failure, sockets, missing);
    }
    return sockets;
  }

  @Override
  public CompletionStage<Void> socketsJoin(String... rooms) {
    return all(child -> child.socketsJoin(rooms));
  }

  @Override
  public CompletionStage<Void> socketsLeave(String... rooms) {
    return all(child -> child.socketsLeave(rooms));
  }

  private CompletionStage<Void> all(Function<BroadcastOperator, CompletionStage<Void>> action) {
    List<CompletableFuture<Void>> parts =
        children().stream().map(child -> action.apply(child).toCompletableFuture()).toList();
    return together(parts, () -> null).thenRun(() -> parts.forEach(CompletableFuture::join));
  }

  @Override
  public void disconnectSockets(boolean close) {
    children().forEach(child -> child.disconnectSockets(close));
  }

  /**
   * What is made of the parts when all are complete, well or not.
   *
   * @param outcome may join the parts, and throw
   */
  static <T, R> CompletableFuture<R> together(
      List<CompletableFuture<T>> parts, Supplier<R> outcome) {
    CompletableFuture<R> whole = new CompletableFuture<>();
    CompletionStage<Void> all = CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]));
    all.whenComplete(
        (nothing, failure) -> {
          try {
            whole.complete(outcome.get());
          } catch (RuntimeException e) {
            whole.completeExceptionally(Stages.cause(e));
          }
        });
    return whole;
  }
}
