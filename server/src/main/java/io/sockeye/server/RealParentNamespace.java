package io.sockeye.server;

import io.sockeye.server.adapter.BroadcastOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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
  RealParentNamespace(NamespaceRule rule, ServerOptions options) {
    this.rule = rule;
    this.everybody = new ParentOperator(this, BroadcastOptions.everybody(options.ackTimeout()));
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
