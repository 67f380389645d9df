package io.sockeye.interop.client;

import io.sockeye.Args;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What events carry, in a form that can be compared: binary as {@code ByteBuffer}. */
public final class Values {
  /** Text that has one, two, three and four bytes in UTF-8, and the separator of payloads. */
  public static final String TEXT = "plain, é, Пётр, 你好, 😀 👩‍👩‍👧, \u001e \u2028 \" \\";

  private Values() {}

  /** One of each kind. */
  public static @Nullable Object[] oneOfEach() {
    Map<String, @Nullable Object> nulls = new LinkedHashMap<>();
    nulls.put("", null);
    return new @Nullable Object[] {
      null,
      true,
      -1.5e-7,
      42,
      9_007_199_254_740_991L,
      TEXT,
      Map.of("nested", List.of(Map.of("deep", List.of("", nulls)))),
      bytes(0, 4, 255),
      Map.of("in", List.of(bytes(1, 2), Map.of("deeper", bytes(3))), "text", TEXT),
      List.of(List.of(), Map.of()),
      bytes()
    };
  }

  public static ByteBuffer bytes(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < array.length; i++) {
      array[i] = (byte) values[i];
    }
    return ByteBuffer.wrap(array);
  }

  /** As many times the same byte. */
  public static ByteBuffer bytes(int size, byte value) {
    byte[] array = new byte[size];
    Arrays.fill(array, value);
    return ByteBuffer.wrap(array);
  }

  public static List<@Nullable Object> of(Args args) {
    return list(args.toList());
  }

  private static List<@Nullable Object> list(List<?> values) {
    List<@Nullable Object> comparable = new ArrayList<>();
    values.forEach(value -> comparable.add(comparable(value)));
    return comparable;
  }

  private static @Nullable Object comparable(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (value instanceof List<?> list) {
      return list(list);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((name, member) -> copy.put(name, comparable(member)));
      return copy;
    }
    return value;
  }
}
