package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Stages;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The events between the servers of a cluster, of one namespace: in and out. Thread-safe. */
final class ServerSideEvents {
  private static final Set<String> RESERVED = Set.of("connect", "connection", "new_namespace");

  private final RealNamespace namespace;
  private final SerialExecutor lane;

  ServerSideEvents(RealNamespace namespace) {
    this.namespace = namespace;
    this.lane = SerialExecutor.lane(namespace.server().handlers());
  }

  /**
   * The name of an event between servers.
   *
   * @throws IllegalArgumentException if it is reserved
   */
  static String checked(String event) {
    Objects.requireNonNull(event, "event");
    if (RESERVED.contains(event)) {
      throw new IllegalArgumentException("\"%s\" is a reserved event name".formatted(event));
    }
    return event;
  }

  // -- out

  <T> CompletableFuture<List<T>> ask(String event, Args args, Function<Args, T> binding) {
    RealServer server = namespace.server();
    CompletableFuture<List<Args>> asked =
        server.onHandlers(namespace.adapter().serverSideEmitWithAck(checked(event), args));
    CompletableFuture<List<T>> answers = new CompletableFuture<>();
    var unused = asked.whenComplete((came, failure) -> settle(came, failure, answers, binding));
    return answers;
  }

  private static <T> void settle(
      List<Args> came,
      @Nullable Throwable failure,
      CompletableFuture<List<T>> answers,
      Function<Args, T> binding) {
    try {
      if (failure != null) {
        answers.completeExceptionally(Stages.cause(failure));
      } else {
        answers.complete(came.stream().map(binding).toList());
      }
    } catch (RuntimeException e) {
      answers.completeExceptionally(e);
    }
  }

  // -- in

  /** An event came from another server. Any thread. */
  void deliver(String event, Args args, Ack ack) {
    RealServer server = namespace.server();
    if (lane.size() >= server.options().maxQueuedNamespaceEvents()) {
      server.observer().limitHit("maxQueuedNamespaceEvents", "a server-side event was dropped");
      return;
    }
    Ack once = new Once(ack);
    lane.execute(() -> dispatch(event, args, once));
  }

  private void dispatch(String event, Args args, Ack ack) {
    for (NamespaceListeners some : namespace.allListeners()) {
      for (ServerSideListener each : some.serverSide.getOrDefault(event, List.of())) {
        try {
          each.onEvent(namespace, args, ack);
        } catch (Throwable e) {
          namespace.onListenerFailed(event, e);
        }
      }
    }
  }

  /** Answers once, whatever the adapter's own ack does. */
  private static final class Once implements Ack {
    private final Ack ack;
    private final AtomicBoolean sent = new AtomicBoolean();

    Once(Ack ack) {
      this.ack = ack;
    }

    @Override
    public void send(@Nullable Object... values) {
      if (ack.isRequested() && sent.compareAndSet(false, true)) {
        ack.send(values);
      }
    }

    @Override
    public boolean isRequested() {
      return ack.isRequested();
    }
  }
}
