package io.sockeye.protocol.json;

import io.sockeye.protocol.Ascii;
import io.sockeye.protocol.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Strings between their JSON form and Java's, for the few that are not left to a {@link JsonCodec}.
 */
public final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private JsonText() {}

  /**
   * The JSON form of a text, with its quotes. What UTF-8 cannot say, an unpaired surrogate, is
   * escaped (section 9, item 1).
   */
  public static byte[] quote(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!isPlain(text, bytes)) {
      return quoteWithEscapes(text);
    }
    byte[] json = new byte[bytes.length + 2];
    json[0] = '"';
    System.arraycopy(bytes, 0, json, 1, bytes.length);
    json[json.length - 1] = '"';
    return json;
  }

  /** Writes what {@link #quote} gives. */
  static void write(String text, OutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (isPlain(text, bytes)) {
      out.write('"');
      out.write(bytes);
      out.write('"');
    } else {
      out.write(quoteWithEscapes(text));
    }
  }

  /**
   * Whether nothing has to be escaped.
   *
   * @param bytes the text in UTF-8, where an unpaired surrogate has become a question mark
   */
  private static boolean isPlain(String text, byte[] bytes) {
    int end = Ascii.endOfPlain(bytes, 0, bytes.length);
    if (end < bytes.length) {
      return bytes[end] < 0 && isPlain(text);
    }
    // A byte for each character.
    int mark = Ascii.indexOf(bytes, '?', 0, end);
    while (mark < end && text.charAt(mark) == '?') {
      mark = Ascii.indexOf(bytes, '?', mark + 1, end);
    }
    return mark == end;
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static byte[] quoteWithEscapes(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2);
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        escape(json, c);
      } else if (!Character.isSurrogate(c)) {
        json.append(c);
      } else if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
        json.append(c).append(text.charAt(++i));
      } else {
        escape(json, c);
      }
    }
    return json.append('"').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The text of a JSON string with its quotes, which {@link JsonScanner} has passed. */
  public static String unquote(Slice json) {
    String raw = json.part(1, json.length() - 2).utf8();
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = raw.charAt(++i);
      switch (escaped) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) Integer.parseInt(raw, i + 1, i + 5, 16));
          i += 4;
        }
        default -> text.append(escaped);
      }
    }
    return text.toString();
  }

  /** Whether a JSON string with its quotes says this. */
  static boolean is(Slice json, String ascii) {
    int inner = json.length() - 2;
    // Six bytes for a character are the most that an escape takes.
    if (inner < ascii.length() || inner > 6 * ascii.length()) {
      return false;
    }
    return unquote(json).equals(ascii);
  }

  /** The same escapes as {@code JSON.stringify}. */
  private static void escape(StringBuilder json, char c) {
    switch (c) {
      case '\b' -> json.append("\\b");
      case '\t' -> json.append("\\t");
      case '\n' -> json.append("\\n");
      case '\f' -> json.append("\\f");
      case '\r' -> json.append("\\r");
      default ->
          json.append("\\u")
              .append(HEX.charAt(c >> 12))
              .append(HEX.charAt(c >> 8 & 0xf))
              .append(HEX.charAt(c >> 4 & 0xf))
              .append(HEX.charAt(c & 0xf));
    }
  }
}
