package io.sockeye.protocol.json;

import io.sockeye.protocol.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The short way for the arguments that most events have, to the same effect as Jackson's: scalars,
 * and maps of scalars by name. A generator or a parser costs several times what it does for those.
 */
final class Scalars {
  /**
   * Jackson's own care begins with bigger ones; and they must not be looked at twice for nothing.
   */
  private static final int MOST_MEMBERS = 16;

  /**
   * Those of the JDK that are nothing but maps; an application may tell Jackson more of its own.
   */
  private static final Set<Class<?>> PLAIN_MAPS =
      Set.of(HashMap.class, LinkedHashMap.class, Map.of("", "").getClass(), Map.of().getClass());

  private static final byte[] NULL = ascii("null");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");

  private Scalars() {}

  /** Writes the value if it is one of these; answers whether it was. */
  static boolean write(@Nullable Object value, OutputStream out) throws IOException {
    if (value == null) {
      out.write(NULL);
    } else if (value instanceof String text) {
      JsonText.write(text, out);
    } else if (value instanceof Integer || value instanceof Long) {
      out.write(ascii(value.toString()));
    } else if (value instanceof Boolean truth) {
      out.write(truth ? TRUE : FALSE);
    } else if (PLAIN_MAPS.contains(value.getClass())) {
      return writeMap((Map<?, ?>) value, out);
    } else {
      return false;
    }
    return true;
  }

  private static boolean writeMap(Map<?, ?> map, OutputStream out) throws IOException {
    try {
      boolean flat = isFlat(map);
      if (flat) {
        writeMembers(map, out);
      }
      return flat;
    } catch (ConcurrentModificationException | ClassCastException changed) {
      throw new IllegalArgumentException("a map was changed while it was written", changed);
    }
  }

  private static boolean isFlat(Map<?, ?> map) {
    if (map.size() > MOST_MEMBERS) {
      return false;
    }
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!(member.getKey() instanceof String) || !isScalar(member.getValue())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isScalar(@Nullable Object value) {
    return value == null
        || value instanceof String
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Boolean;
  }

  private static void writeMembers(Map<?, ?> members, OutputStream out) throws IOException {
    int separator = '{';
    for (Map.Entry<?, ?> member : members.entrySet()) {
      out.write(separator);
      JsonText.write((String) member.getKey(), out);
      out.write(':');
      if (!write(member.getValue(), out)) {
        throw new ConcurrentModificationException();
      }
      separator = ',';
    }
    if (separator == '{') {
      out.write('{');
    }
    out.write('}');
  }

  /** Tells the value if it is one of these, or bytes; answers whether it was. */
  static boolean write(@Nullable Object value, ValueSink sink) {
    if (value == null) {
      sink.nothing();
    } else if (value instanceof String text) {
      sink.text(text);
    } else if (value instanceof Integer || value instanceof Long) {
      sink.integer(((Number) value).longValue());
    } else if (value instanceof Double number) {
      sink.real(number);
    } else if (value instanceof Boolean truth) {
      sink.truth(truth);
    } else if (value instanceof byte[] bytes) {
      sink.bytes(bytes);
    } else {
      return false;
    }
    return true;
  }

  /** The text, if text is what is there and what is asked for; else null. */
  static @Nullable String read(Slice json, Type type) {
    boolean isText = (type == String.class || type == Object.class) && json.at(0) == '"';
    return isText ? JsonText.unquote(json) : null;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
