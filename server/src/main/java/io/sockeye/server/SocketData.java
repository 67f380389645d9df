package io.sockeye.server;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the application keeps with a socket, by name: {@code socket.data} of the JavaScript server.
 *
 * <p>Thread-safe. In a cluster other servers see it as JSON, so keep what JSON can say.
 */
public final class SocketData {
  private final Map<String, Object> values = new ConcurrentHashMap<>();

  /** Nothing kept yet. */
  SocketData() {}

  /** Keeps a value, in place of the one of that name. */
  public SocketData put(String name, Object value) {
    values.put(
        Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value of " + name));
    return this;
  }

  /**
   * The value of a name.
   *
   * @throws ClassCastException if it is of another type
   */
  public <T> Optional<T> get(String name, Class<T> type) {
    return Optional.ofNullable(values.get(name)).map(type::cast);
  }

  /** The same values for another socket. */
  SocketData copy() {
    SocketData copy = new SocketData();
    copy.values.putAll(values);
    return copy;
  }

  /**
   * Goes on from where the data of an earlier socket were left: what changed there since this was
   * copied holds here too, unless it was changed here.
   */
  void rebase(Map<String, Object> copied, SocketData earlier) {
    earlier.values.forEach(
        (name, value) -> {
          if (values.get(name) == copied.get(name)) {
            values.put(name, value);
          }
        });
    copied.forEach(
        (name, value) -> {
          if (!earlier.values.containsKey(name)) {
            values.remove(name, value);
          }
        });
  }

  /** Forgets the value of a name. */
  public SocketData remove(String name) {
    values.remove(name);
    return this;
  }

  /** All values by name; an unmodifiable copy. */
  public Map<String, Object> toMap() {
    return Map.copyOf(values);
  }

  @Override
  public String toString() {
    return "SocketData" + values.keySet();
  }
}
