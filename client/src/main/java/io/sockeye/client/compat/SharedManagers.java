package io.sockeye.client.compat;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The managers whose connections sockets share. One that nobody else holds any more, neither the
 * program nor a connection, is forgotten.
 */
final class SharedManagers {
  private record Key(String server, @Nullable String path) {}

  private final Map<Key, WeakReference<Manager>> managers = new ConcurrentHashMap<>();

  /** A socket on the shared connection, or if that has one for the namespace, on its own. */
  Socket socket(Address address, IO.Options options) {
    Optional<Socket> shared = manager(address, options).newSocket(address.namespace(), options);
    return shared.orElseGet(
        () -> new Manager(address, options).socket(address.namespace(), options));
  }

  private Manager manager(Address address, IO.Options options) {
    managers.values().removeIf(reference -> reference.get() == null);
    var key = new Key(address.server(), options.path);
    WeakReference<Manager> present = managers.get(key);
    Manager known = present == null ? null : present.get();
    if (known != null) {
      return known;
    }
    var made = new Manager(address, options);
    Manager[] kept = {made};
    managers.compute(
        key,
        (same, reference) -> {
          Manager other = reference == null ? null : reference.get();
          if (other == null) {
            return new WeakReference<>(made);
          }
          kept[0] = other; // Somebody was faster; ours was never opened and is dropped.
          return reference;
        });
    return kept[0];
  }
}
