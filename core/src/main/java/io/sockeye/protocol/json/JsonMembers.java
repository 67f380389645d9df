package io.sockeye.protocol.json;

import io.sockeye.protocol.Ascii;
import io.sockeye.protocol.Slice;
import org.jspecify.annotations.Nullable;

/**
 * Finds members of a JSON object that {@link JsonScanner} has passed, and skips the others unread:
 * for the few that the protocol knows among those of the application.
 */
public final class JsonMembers {
  private final byte[] bytes;
  private final int end;
  private int at;

  private JsonMembers(Slice json) {
    this.bytes = json.array();
    this.at = json.offset();
    this.end = json.offset() + json.length();
  }

  /**
   * The text of a member; of several with the same name, as when they are bound, the last counts.
   *
   * @param json a value without white space around it
   * @return null if the value is no object, or has no such member, or if that is no text
   */
  public static @Nullable String text(Slice json, String name) {
    Slice value = find(json, name)[0];
    return value == null || value.at(0) != '"' ? null : JsonText.unquote(value);
  }

  /**
   * The values of some members, found in one walk; of several with the same name the last counts.
   *
   * @param json a value without white space around it
   * @return for each name its value, without white space around it; null if there is none, or if
   *     the value is no object
   */
  public static @Nullable Slice[] find(Slice json, String... names) {
    @Nullable Slice[] found = new Slice[names.length];
    if (json.at(0) == '{') {
      new JsonMembers(json).find(names, found);
    }
    return found;
  }

  private void find(String[] names, @Nullable Slice[] found) {
    at++;
    while (ink() != '}') {
      if (bytes[at] == ',') {
        at++;
        ink();
      }
      int wanted = indexOf(value(), names);
      ink();
      at++; // the colon
      ink();
      Slice value = value();
      if (wanted >= 0) {
        found[wanted] = value;
      }
    }
  }

  private static int indexOf(Slice name, String[] names) {
    for (int i = 0; i < names.length; i++) {
      if (JsonText.is(name, names[i])) {
        return i;
      }
    }
    return -1;
  }

  /** The next byte that is not white space; moves there. */
  private byte ink() {
    while (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t') {
      at++;
    }
    return bytes[at];
  }

  /** Moves behind a value. */
  private Slice value() {
    int start = at;
    switch (bytes[at]) {
      case '"' -> string();
      case '{', '[' -> container();
      default -> scalar();
    }
    return new Slice(bytes, start, at - start);
  }

  private void string() {
    at = Ascii.endOfPlain(bytes, at + 1, end);
    while (bytes[at] != '"') {
      at = Ascii.endOfPlain(bytes, at + (bytes[at] == '\\' ? 2 : 1), end);
    }
    at++;
  }

  private void container() {
    int depth = 0;
    do {
      switch (bytes[at]) {
        case '"' -> string();
        case '{', '[' -> {
          depth++;
          at++;
        }
        case '}', ']' -> {
          depth--;
          at++;
        }
        default -> at++;
      }
    } while (depth > 0);
  }

  private void scalar() {
    while (bytes[at] != ',' && bytes[at] != '}' && bytes[at] > ' ') {
      at++;
    }
  }
}
