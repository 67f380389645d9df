package io.sockeye.protocol.json;

import io.sockeye.protocol.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The short way for the arguments that most events have, to the same effect as Jackson's: a
 * generator or a parser costs several times what it does for a single scalar.
 */
final class Scalars {
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
    } else {
      return false;
    }
    return true;
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
