package io.sockeye.server.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The header fields of an answer: ordered, several of one name allowed, names compared without
 * case.
 *
 * <p>A name that is no token, or a value with a control character, is refused at once: such a field
 * could smuggle a second answer onto the connection (RFC 9110 section 5.5). Not thread-safe: a
 * request's hooks fill it one after the other.
 */
public final class ResponseHeaders {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private final List<String> fields = new ArrayList<>(8);

  /** No fields yet. */
  public ResponseHeaders() {}

  /**
   * Adds a field after those that are there.
   *
   * @throws IllegalArgumentException if the name is no token or the value has a control character
   */
  public ResponseHeaders add(String name, String value) {
    requireToken(name);
    requireFieldValue(name, value);
    fields.add(name);
    fields.add(value);
    return this;
  }

  /**
   * Replaces all fields of this name with one.
   *
   * @throws IllegalArgumentException if the name is no token or the value has a control character
   */
  public ResponseHeaders set(String name, String value) {
    remove(name);
    return add(name, value);
  }

  /** Removes all fields of this name. */
  public ResponseHeaders remove(String name) {
    for (int i = fields.size() - 2; i >= 0; i -= 2) {
      if (fields.get(i).equalsIgnoreCase(name)) {
        fields.remove(i + 1);
        fields.remove(i);
      }
    }
    return this;
  }

  /** Adds all fields of another set after those that are there. */
  public ResponseHeaders addAll(ResponseHeaders others) {
    fields.addAll(others.fields);
    return this;
  }

  /** The first field of this name. */
  public Optional<String> get(String name) {
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equalsIgnoreCase(name)) {
        return Optional.of(fields.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /** Tells each field, in order. */
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < fields.size(); i += 2) {
      action.accept(fields.get(i), fields.get(i + 1));
    }
  }

  /** Whether there is no field. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  private static void requireToken(String name) {
    boolean token = !name.isEmpty();
    for (int i = 0; i < name.length() && token; i++) {
      char c = name.charAt(i);
      token =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || TOKEN_MARKS.indexOf(c) >= 0;
    }
    if (!token) {
      throw new IllegalArgumentException("not a header field name: \"" + printable(name) + '"');
    }
  }

  /** Whether a text may stand as the value of a header field. */
  static boolean isFieldValue(String text) {
    return indexOfControl(text) < 0;
  }

  private static void requireFieldValue(String name, String value) {
    Objects.requireNonNull(value, name);
    int at = indexOfControl(value);
    if (at >= 0) {
      throw new IllegalArgumentException(
          String.format(
              "header field %s: control character U+%04X at %d", name, (int) value.charAt(at), at));
    }
  }

  private static int indexOfControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 0x20 && c != '\t') || c == 0x7f) {
        return i;
      }
    }
    return -1;
  }

  private static String printable(String text) {
    return text.codePoints()
        .limit(64)
        .collect(
            StringBuilder::new,
            (out, c) -> {
              if (c < 0x20 || c == 0x7f) {
                out.append('?');
              } else {
                out.appendCodePoint(c);
              }
            },
            StringBuilder::append)
        .toString();
  }
}
