package io.sockeye.client;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of a manager: all that were ever made, by namespace, which any thread may ask for;
 * and those that want the connection, in the order in which they came, which are confined to the
 * mailbox.
 */
final class SocketTable {
  private final RealManager manager;
  private final Map<String, RealSocket> byNamespace = new ConcurrentHashMap<>();
  private final Set<Membership> active = new LinkedHashSet<>();

  SocketTable(RealManager manager) {
    this.manager = manager;
  }

  // -- on any thread

  /** The socket of a namespace, made if there is none. */
  RealSocket get(String namespace) {
    return byNamespace.computeIfAbsent(
        checked(namespace), name -> new RealSocket(manager, name, SocketOptions.defaults()));
  }

  /**
   * A new socket.
   *
   * @throws IllegalStateException if there is one for that namespace already
   */
  RealSocket create(String namespace, SocketOptions options) {
    String name = checked(namespace);
    RealSocket socket = new RealSocket(manager, name, options);
    if (byNamespace.putIfAbsent(name, socket) != null) {
      throw new IllegalStateException(
          "there is a socket for \"%s\" already, with options of its own: socket(\"%s\") finds it"
              .formatted(name, name));
    }
    return socket;
  }

  private static String checked(String namespace) {
    String name = namespace.startsWith("/") ? namespace : "/" + namespace;
    if (name.indexOf(',') >= 0) {
      throw new IllegalArgumentException(
          "namespace: expected a name without comma, got \"" + namespace + "\"");
    }
    return name;
  }

  /** All that were ever made. */
  Collection<RealSocket> all() {
    return byNamespace.values();
  }

  // -- in the mailbox

  /** Of the socket of a namespace that wants to be in it; null if there is none. */
  @Nullable Membership existing(String namespace) {
    RealSocket socket = byNamespace.get(namespace);
    return socket != null && socket.isActive() ? socket.membership() : null;
  }

  void activate(Membership member) {
    active.add(member);
  }

  /** Whether that was the last one that wants the connection. */
  boolean deactivate(Membership member) {
    return active.remove(member) && active.isEmpty();
  }

  /** None wants the connection any more. */
  void deactivateAll() {
    active.clear();
  }

  /** Those that want the connection; a copy, for what one of them does may change that. */
  List<Membership> active() {
    assert manager.mailbox().isCurrent();
    return List.copyOf(active);
  }
}
