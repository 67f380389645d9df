package io.sockeye.server;

import io.sockeye.log.LogText;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The namespaces of a server by name, and the parents. Shared on purpose, by all threads.
 *
 * <p>A namespace that the program asked for stays. One that a client brought about goes when nobody
 * is in it any more ({@link Occupancy}), and may come back as another object. A reader may find one
 * that is closed already and not yet taken out; it cannot enter it, so it takes it out itself and
 * looks again. No lock is held while the program's code runs: of two threads that make the same
 * namespace at the same time, one throws away what it made.
 *
 * <p>Whoever makes a namespace tells those who listen for new ones, and opens it then. Until it is
 * open, clients wait at the door: middlewares that such a listener adds hold for all of them.
 */
final class NamespaceTable {
  private final RealServer server;
  private final Map<String, RealNamespace> byName = new ConcurrentHashMap<>();

  /** In the order in which they are asked. */
  private final List<RealParentNamespace> parents = new CopyOnWriteArrayList<>();

  private final List<Consumer<Namespace>> listeners = new CopyOnWriteArrayList<>();

  /** How many namespaces clients brought about, of those that are not closed. */
  private final AtomicInteger dynamic = new AtomicInteger();

  private final AtomicInteger predicates = new AtomicInteger();

  NamespaceTable(RealServer server) {
    this.server = server;
  }

  // -- what the program asks for

  /**
   * The namespace of a name, which stays from now on.
   *
   * @throws IllegalArgumentException if no packet can carry the name
   */
  RealNamespace of(String name) {
    String path = checked(name.startsWith("/") ? name : "/" + name);
    while (true) {
      RealNamespace present = byName.get(path);
      if (present == null) {
        RealNamespace fresh =
            new RealNamespace(server, path, parentOf(path), Occupancy.ofProgram());
        if (byName.putIfAbsent(path, fresh) == null) {
          begin(fresh);
          return fresh;
        }
      } else if (!present.occupancy().keep()) {
        takeOut(present);
      } else if (present.hasFailed()) {
        letGo(present);
      } else {
        return present;
      }
    }
  }

  private String checked(String path) {
    int max = server.engine().options().limits().maxNamespaceLength();
    if (path.length() > max) {
      throw new IllegalArgumentException(
          "maxNamespaceLength: expected a name of at most %d characters, got %d"
              .formatted(max, path.length()));
    }
    if (!isCarriable(path)) {
      throw new IllegalArgumentException(
          "a namespace cannot have a comma or a control character in its name: "
              + LogText.of(path));
    }
    if (NamespaceTemplate.isTemplate(path)) {
      throw new IllegalArgumentException(
          "a namespace cannot have a variable in its name: %s (there is ofTemplate)"
              .formatted(LogText.of(path)));
    }
    return path;
  }

  private static boolean isCarriable(String path) {
    return path.indexOf(',') < 0 && path.chars().noneMatch(Character::isISOControl);
  }

  private @Nullable RealParentNamespace parentOf(String path) {
    for (RealParentNamespace parent : parents) {
      if (parent.rule().takes(path)) {
        return parent;
      }
    }
    return null;
  }

  RealParentNamespace addParent(NamespaceRule rule) {
    RealParentNamespace parent = new RealParentNamespace(rule);
    parents.add(parent);
    return parent;
  }

  RealParentNamespace addParent(NamespacePredicate predicate) {
    Objects.requireNonNull(predicate, "predicate");
    return addParent(new NamespaceRule.OfPredicate("/_" + predicates.getAndIncrement(), predicate));
  }

  void onNew(Consumer<Namespace> listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  // -- what clients ask for

  /** Whether a CONNECT to a name may succeed. */
  boolean mayExist(String name) {
    return byName.containsKey(name) || (!parents.isEmpty() && isCarriable(name));
  }

  /** The namespace of a name; null if there is none. It may be closed already. */
  @Nullable RealNamespace find(String name) {
    return byName.get(name);
  }

  /**
   * Enters a namespace that is open to whoever knows its name; null if there is none, or it is not
   * as simple as that.
   */
  @Nullable RealNamespace enterOpen(String name) {
    RealNamespace present = byName.get(name);
    return present != null
            && present.isOpen()
            && !present.judgesClients()
            && present.occupancy().enter()
        ? present
        : null;
  }

  /** Those to be asked for a namespace that does not exist. */
  List<RealParentNamespace> parents() {
    return parents;
  }

  /**
   * Enters the namespace of a name that a parent has taken, and brings it about if need be; not
   * inside a mailbox, for listeners may be told.
   *
   * @return as it was found: it may have another parent, or none, and may not be open yet; null if
   *     there are too many
   */
  @Nullable RealNamespace enter(String name, RealParentNamespace parent) {
    while (true) {
      RealNamespace present = byName.get(name);
      if (present == null) {
        if (!count()) {
          return null;
        }
        RealNamespace fresh = new RealNamespace(server, name, parent, Occupancy.ofClient());
        if (byName.putIfAbsent(name, fresh) == null) {
          begin(fresh);
          if (!server.options().cleanupEmptyChildNamespaces()) {
            fresh.occupancy().keep();
          }
          return fresh;
        }
        dynamic.decrementAndGet();
      } else if (present.occupancy().enter()) {
        return present;
      } else {
        takeOut(present);
      }
    }
  }

  private boolean count() {
    int max = server.options().maxDynamicNamespaces();
    if (dynamic.getAndUpdate(n -> n < max ? n + 1 : n) < max) {
      return true;
    }
    server.observer().limitHit("maxDynamicNamespaces", "a CONNECT was refused");
    return false;
  }

  /** Enters a namespace once more on behalf of somebody who is in it. */
  void enterAgain(RealNamespace namespace) {
    if (!namespace.occupancy().enter()) {
      throw new IllegalStateException(namespace + " is closed");
    }
  }

  /** Leaves a namespace that was entered, and closes it if nobody is left. */
  void leave(RealNamespace namespace) {
    if (namespace.occupancy().leave()) {
      end(namespace);
    }
  }

  /** The program does not keep a namespace that never comes to be. */
  private void letGo(RealNamespace namespace) {
    if (namespace.occupancy().letGo()) {
      end(namespace);
    }
  }

  private void end(RealNamespace namespace) {
    takeOut(namespace);
    if (namespace.occupancy().isOfClient()) {
      dynamic.decrementAndGet();
    }
    server.observer().namespaceClosed(namespace);
    namespace.close();
  }

  // -- beginning and end

  /** Opens a namespace that was just put in; if a listener fails, it never existed. */
  private void begin(RealNamespace fresh) {
    try {
      fresh.parent().ifPresent(parent -> parent.add(fresh));
      fresh.adapter().init();
      server.observer().namespaceCreated(fresh);
      listeners.forEach(each -> each.accept(fresh));
      fresh.open();
    } catch (Throwable failure) {
      takeOut(fresh); // Whoever asks next makes another one.
      fresh.fail(failure);
      letGo(fresh); // Who asks from now on, and still finds it, sees that it failed and lets go.
      if (fresh.occupancy().isOfClient()) {
        leave(fresh);
      }
      throw failure;
    }
  }

  private void takeOut(RealNamespace namespace) {
    byName.remove(namespace.name(), namespace);
    namespace.parent().ifPresent(parent -> parent.remove(namespace));
  }

  List<RealNamespace> all() {
    return List.copyOf(byName.values());
  }

  /** How many namespaces clients brought about. */
  int dynamicCount() {
    return dynamic.get();
  }
}
