package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.events.Arguments;
import io.sockeye.log.LogText;
import io.sockeye.server.adapter.BroadcastOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A parent, with the listeners that its children share. Which children it has is shared on purpose:
 * a child is among them before its first socket is admitted, and until its last socket's listeners
 * are done.
 */
final class RealParentNamespace implements ParentNamespace, ListeningNamespace, ForwardingOperator {
  private final NamespaceRule rule;
  private final NamespaceListeners listeners = new NamespaceListeners();
  private final BroadcastOperator everybody;
  private final Map<String, RealNamespace> children = new ConcurrentHashMap<>();

  @SuppressWarnings("this-escape") // the operator keeps it for later
  RealParentNamespace(NamespaceRule rule) {
    this.rule = rule;
    this.everybody = new ParentOperator(this, BroadcastOptions.everybody());
  }

  NamespaceRule rule() {
    return rule;
  }

  void add(RealNamespace child) {
    children.put(child.name(), child);
  }

  void remove(RealNamespace child) {
    children.remove(child.name(), child);
  }

  Collection<RealNamespace> realChildren() {
    return children.values();
  }

  @Override
  public Collection<Namespace> children() {
    return List.copyOf(children.values());
  }

  @Override
  public Optional<Namespace> child(String name) {
    return Optional.ofNullable(children.get(name));
  }

  @Override
  public String name() {
    return rule.text();
  }

  @Override
  public Map<String, String> variables() {
    return Map.of();
  }

  @Override
  public NamespaceListeners listeners() {
    return listeners;
  }

  @Override
  public BroadcastOperator everybody() {
    return everybody;
  }

  @Override
  public void serverSideEmit(String event, @Nullable Object... args) {
    String name = ServerSideEvents.checked(event); // there may be no child to do it
    children.values().forEach(child -> child.serverSideEmit(name, args));
  }

  @Override
  public CompletableFuture<List<Args>> serverSideEmitWithAck(
      String event, @Nullable Object... args) {
    return ask(event, answer -> answer, args);
  }

  @Override
  public <T> CompletableFuture<List<T>> serverSideEmitWithAck(
      String event, Class<T> answer, @Nullable Object... args) {
    return ask(event, came -> Arguments.bind(came, 0, answer), args);
  }

  private <T> CompletableFuture<List<T>> ask(
      String event, Function<Args, T> binding, @Nullable Object[] args) {
    String name = ServerSideEvents.checked(event);
    List<CompletableFuture<List<Args>>> parts =
        children.values().stream().map(child -> child.serverSideEmitWithAck(name, args)).toList();
    return ParentOperator.together(
        parts, () -> ParentOperator.answers(parts).stream().map(binding).toList());
  }

  @Override
  public CompletableFuture<Integer> serverCount() {
    List<CompletableFuture<Integer>> parts =
        children.values().stream().map(RealNamespace::serverCount).toList();
    return ParentOperator.together(
        parts, () -> parts.stream().mapToInt(CompletableFuture::join).max().orElse(1));
  }

  @Override
  public Collection<Socket> sockets() {
    List<Socket> sockets = new ArrayList<>();
    children.values().forEach(child -> sockets.addAll(child.sockets()));
    return sockets;
  }

  @Override
  public Optional<Socket> socket(String id) {
    return children.values().stream().flatMap(child -> child.socket(id).stream()).findAny();
  }

  @Override
  public String toString() {
    return "ParentNamespace[" + LogText.of(name()) + "]";
  }
}
