package io.sockeye.server.engine;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads the query of a request (application/x-www-form-urlencoded): of a repeated name the last one
 * counts, but for the names that the engine itself reads, which may stand only once. Otherwise a
 * proxy and this server could read two different sessions from one request.
 */
final class QueryParameters {
  /** A query that is refused. Carries what is wrong. */
  static final class MalformedQueryException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedQueryException(String message) {
      super(message, null, false, false);
    }
  }

  private static final int MOST = 32;
  private static final Set<String> ONCE_ONLY = Set.of("sid", "EIO", "transport");

  private QueryParameters() {}

  static Map<String, String> parse(String query) throws MalformedQueryException {
    if (query.isEmpty()) {
      return Map.of();
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    int count = 0;
    for (int start = 0; start <= query.length(); ) {
      int end = query.indexOf('&', start);
      if (end < 0) {
        end = query.length();
      }
      if (end > start) {
        if (++count > MOST) {
          throw new MalformedQueryException("more than " + MOST + " query parameters");
        }
        add(parameters, query.substring(start, end));
      }
      start = end + 1;
    }
    return Collections.unmodifiableMap(parameters);
  }

  /** Parses what was parsed before. */
  static Map<String, String> parseValid(String query) {
    try {
      return parse(query);
    } catch (MalformedQueryException e) {
      throw new IllegalStateException("expected a query that is well-formed", e);
    }
  }

  private static void add(Map<String, String> parameters, String pair)
      throws MalformedQueryException {
    int equals = pair.indexOf('=');
    String name = decode(equals < 0 ? pair : pair.substring(0, equals));
    String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
    if (parameters.put(name, value) != null && ONCE_ONLY.contains(name)) {
      throw new MalformedQueryException("query parameter " + name + " stands twice");
    }
  }

  private static String decode(String text) throws MalformedQueryException {
    if (text.indexOf('%') < 0) {
      return text.indexOf('+') < 0 ? text : text.replace('+', ' ');
    }
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[raw.length];
    int length = 0;
    for (int i = 0; i < raw.length; i++) {
      int b = raw[i];
      if (b == '+') {
        b = ' ';
      } else if (b == '%' && i + 2 < raw.length && hex(raw[i + 1]) >= 0 && hex(raw[i + 2]) >= 0) {
        b = hex(raw[i + 1]) << 4 | hex(raw[i + 2]);
        i += 2;
      }
      decoded[length++] = (byte) b;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(decoded, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedQueryException("query is not UTF-8");
    }
  }

  private static int hex(byte c) {
    return Character.digit(c, 16);
  }
}
