package io.sockeye.client.engine;

import io.sockeye.log.LogText;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the values of {@link SessionOptions} must be; each check names the option and the value. */
final class OptionChecks {
  /** The parameters that the protocol puts into queries itself (EIO 4 section "Transports"). */
  private static final Set<String> PARAMETERS = Set.of("EIO", "transport", "sid", "b64", "j");

  /** The header fields that the client, or what carries it, sets itself. */
  private static final Set<String> OWN_FIELDS =
      Set.of(
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** What a token of HTTP may have besides letters and digits (RFC 9110 section 5.6.2). */
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private static final Duration LONGEST = Duration.ofDays(1);

  private OptionChecks() {}

  static String path(String value) {
    String trimmed =
        value.length() > 1 && value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    if (!trimmed.startsWith("/") || !isPath(trimmed)) {
      throw new IllegalArgumentException("path: expected a path such as /socket.io, got " + value);
    }
    return trimmed;
  }

  private static boolean isPath(String value) {
    try {
      return value.equals(new URI("http://host" + value).getRawPath());
    } catch (URISyntaxException unsound) {
      return false;
    }
  }

  static boolean isReservedParameter(String name) {
    return PARAMETERS.contains(name);
  }

  static Map<String, String> query(Map<String, String> given) {
    Map<String, String> values = new LinkedHashMap<>(given);
    values.forEach(
        (name, value) -> {
          requireText("query", name, value);
          if (isReservedParameter(name)) {
            throw new IllegalArgumentException(
                "query: the name \"%s\" is one of the protocol's own".formatted(name));
          }
        });
    return Collections.unmodifiableMap(values);
  }

  static Map<String, String> headers(Map<String, String> given) {
    Map<String, String> fields = new LinkedHashMap<>(given);
    Set<String> seen = new HashSet<>();
    fields.forEach(
        (name, value) -> {
          requireText("extraHeaders", name, value);
          String lower = name.toLowerCase(Locale.ROOT);
          if (!isToken(name)) {
            throw new IllegalArgumentException(
                "extraHeaders: expected a name of letters, digits and hyphens, got \"%s\""
                    .formatted(LogText.of(name)));
          }
          if (OWN_FIELDS.contains(lower) || lower.startsWith("sec-websocket-")) {
            throw new IllegalArgumentException(
                "extraHeaders: \"%s\" is set by the client itself".formatted(name));
          }
          if (!seen.add(lower)) {
            throw new IllegalArgumentException(
                "extraHeaders: expected each name but once, got \"%s\" again".formatted(name));
          }
          requireFieldValue(name, value);
        });
    return Collections.unmodifiableMap(fields);
  }

  /** Whether the JDK's client sends it as it is, as the value of a header field. */
  static boolean isFieldValue(String value) {
    return value.chars().allMatch(c -> (c >= ' ' || c == '\t') && c < 0x7F);
  }

  /**
   * The value is not told: it may be a password. HTTP allows bytes beyond ASCII, of no known
   * meaning; the JDK's client sends question marks instead.
   */
  private static void requireFieldValue(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c >= 0x7F) {
        throw new IllegalArgumentException(
            "extraHeaders: expected visible ASCII as the value of \"%s\", got U+%04X at index %d"
                .formatted(name, (int) c, i));
      }
    }
  }

  static List<String> protocols(List<String> names) {
    for (String name : names) {
      if (!isToken(name)) {
        throw new IllegalArgumentException(
            "protocols: expected a name of letters, digits and hyphens, got \"%s\""
                .formatted(LogText.of(name)));
      }
    }
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException("protocols: expected each but once, got " + names);
    }
    return names;
  }

  static Duration duration(String option, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          option + ": expected zero for no limit, or up to " + LONGEST + ", got " + value);
    }
    return value;
  }

  static int atLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + ": expected at least " + least + ", got " + value);
    }
    return value;
  }

  @SuppressWarnings("ConstantValue") // callers without null checks may give null
  private static void requireText(String option, String name, String value) {
    if (name == null || value == null) {
      throw new IllegalArgumentException(
          "%s: expected a name and a value, got %s and %s"
              .formatted(option, name, value == null ? "null" : "a value"));
    }
  }

  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
      if (!alphanumeric && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
