package io.sockeye.interop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a client says of the operation that it wants done in the role {@code cluster}. */
record OperationOptions(Map<?, ?> values) {
  static OperationOptions of(@Nullable Object options) {
    return new OperationOptions(options instanceof Map<?, ?> map ? map : Map.of());
  }

  /** The rooms that are meant; empty for everybody. */
  List<String> rooms() {
    return texts(values.get("rooms"));
  }

  List<String> except() {
    return texts(values.get("except"));
  }

  boolean local() {
    return Boolean.TRUE.equals(values.get("local"));
  }

  boolean close() {
    return Boolean.TRUE.equals(values.get("close"));
  }

  Optional<Duration> timeout() {
    return values.get("timeout") instanceof Number millis
        ? Optional.of(Duration.ofMillis(millis.longValue()))
        : Optional.empty();
  }

  String event() {
    return String.valueOf(values.get("ev"));
  }

  @Nullable Object[] args() {
    return values.get("args") instanceof List<?> args ? args.toArray() : new Object[0];
  }

  /** The rooms to join or leave: one name, or a list. */
  String[] room() {
    return texts(values.get("room")).toArray(String[]::new);
  }

  private static List<String> texts(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return value == null ? List.of() : List.of(String.valueOf(value));
  }
}
