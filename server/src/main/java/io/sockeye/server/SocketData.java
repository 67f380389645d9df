package io.sockeye.server;

import io.sockeye.concurrent.Fields;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the application keeps with a socket, by name: {@code socket.data} of the JavaScript server.
 *
 * <p>Thread-safe. In a cluster other servers see it as JSON, so keep what JSON can say.
 */
public final class SocketData {
  private static final VarHandle VALUES = Fields.of(MethodHandles.lookup(), "values", Map.class);

  /** Null until there is something to keep, which is never for many sockets. */
  private volatile @Nullable Map<String, Object> values;

  /** Nothing kept yet. */
  SocketData() {}

  /** A copy of what another server told; null cannot be kept, and is left out. */
  static SocketData of(Map<String, @Nullable Object> values) {
    SocketData data = new SocketData();
    values.forEach(
        (name, value) -> {
          if (value != null) {
            data.put(name, value);
          }
        });
    return data;
  }

  /** Keeps a value, in place of the one of that name. */
  public SocketData put(String name, Object value) {
    own()
        .put(
            Objects.requireNonNull(name, "name"),
            Objects.requireNonNull(value, "value of " + name));
    return this;
  }

  /**
   * The value of a name.
   *
   * @throws ClassCastException if it is of another type
   */
  public <T> Optional<T> get(String name, Class<T> type) {
    return Optional.ofNullable(present().get(name)).map(type::cast);
  }

  /** The same values for another socket. */
  SocketData copy() {
    SocketData copy = new SocketData();
    if (!present().isEmpty()) {
      copy.own().putAll(present());
    }
    return copy;
  }

  /**
   * Goes on from where the data of an earlier socket were left: what changed there since this was
   * copied holds here too, unless it was changed here.
   */
  void rebase(Map<String, Object> copied, SocketData earlier) {
    earlier
        .present()
        .forEach(
            (name, value) -> {
              if (present().get(name) == copied.get(name)) {
                own().put(name, value);
              }
            });
    copied.forEach(
        (name, value) -> {
          if (!earlier.present().containsKey(name)) {
            own().remove(name, value);
          }
        });
  }

  /** Forgets the value of a name. */
  public SocketData remove(String name) {
    Map<String, Object> present = values;
    if (present != null) {
      present.remove(name);
    }
    return this;
  }

  /** All values by name; an unmodifiable copy. */
  public Map<String, Object> toMap() {
    return Map.copyOf(present());
  }

  @Override
  public String toString() {
    return "SocketData" + present().keySet();
  }

  /** To be read. */
  private Map<String, Object> present() {
    Map<String, Object> present = values;
    return present == null ? Map.of() : present;
  }

  /** To be changed. */
  private Map<String, Object> own() {
    Map<String, Object> present = values;
    if (present != null) {
      return present;
    }
    Map<String, Object> created = new ConcurrentHashMap<>();
    return VALUES.compareAndSet(this, null, created) ? created : own();
  }
}
