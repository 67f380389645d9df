package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.concurrent.Timers;
import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.LocalAdapter;
import io.sockeye.server.adapter.LocalNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A cluster in one process whose servers exchange nothing but server-side events. */
final class ServerSideBus {
  private final Timers timers;

  /** The namespaces of all servers that exist. */
  private final List<LocalNode> nodes = new CopyOnWriteArrayList<>();

  ServerSideBus(Timers timers) {
    this.timers = timers;
  }

  /** The adapter of a namespace: a local one, but for what goes to other servers. */
  Adapter connect(LocalNode node) {
    LocalAdapter local = new LocalAdapter(node);
    return (Adapter)
        Proxy.newProxyInstance(
            Adapter.class.getClassLoader(),
            new Class<?>[] {Adapter.class},
            (proxy, method, args) -> {
              switch (method.getName()) {
                case "init" -> nodes.add(node);
                case "close" -> nodes.remove(node);
                case "serverSideEmit" -> {
                  return emit(node, (String) args[0], (Args) args[1]);
                }
                case "serverSideEmitWithAck" -> {
                  return ask(node, (String) args[0], (Args) args[1], (Duration) args[2]);
                }
                default -> {}
              }
              try {
                return method.invoke(local, args);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private List<LocalNode> othersThan(LocalNode node) {
    return nodes.stream()
        .filter(other -> other != node && other.namespace().equals(node.namespace()))
        .toList();
  }

  private CompletionStage<Void> emit(LocalNode from, String event, Args args) {
    othersThan(from).forEach(other -> other.onServerSideEmit(event, args, new Answer(null)));
    return CompletableFuture.completedStage(null);
  }

  private CompletionStage<List<Args>> ask(
      LocalNode from, String event, Args args, Duration timeout) {
    CompletableFuture<List<Args>> answers = new CompletableFuture<>();
    List<LocalNode> others = othersThan(from);
    List<Args> came = new CopyOnWriteArrayList<>();
    Set<String> missing = new LinkedHashSet<>();
    others.forEach(other -> missing.add(String.valueOf(nodes.indexOf(other))));
    if (others.isEmpty()) {
      answers.complete(List.of());
    }
    timers.schedule(
        timeout,
        () ->
            answers.completeExceptionally(new AckTimeoutException(new ArrayList<>(came), missing)));
    for (LocalNode other : others) {
      String index = String.valueOf(nodes.indexOf(other));
      other.onServerSideEmit(
          event,
          args,
          new Answer(
              answer -> {
                came.add(answer);
                missing.remove(index);
                if (missing.isEmpty()) {
                  answers.complete(List.copyOf(came));
                }
              }));
    }
    return answers;
  }

  /** Brings one value back. */
  private record Answer(java.util.function.@Nullable Consumer<Args> asker) implements Ack {
    @Override
    public void send(@Nullable Object... values) {
      if (asker != null) {
        asker.accept(Args.of(values.length == 0 ? null : values[0]));
      }
    }

    @Override
    public boolean isRequested() {
      return asker != null;
    }
  }
}
