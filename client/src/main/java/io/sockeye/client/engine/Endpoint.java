package io.sockeye.client.engine;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Where the requests of sessions with one server go: its address, the path, and a query in the
 * order of the JavaScript client (section 1.3 of the behaviour spec).
 */
final class Endpoint {
  private static final int STAMP_LENGTH = 8;
  private static final int STAMP_RADIX = 36;

  /** What stands for itself in a query, as {@code encodeURIComponent} has it. */
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";

  private final boolean secure;
  private final String hostAndPath;
  private final SessionOptions options;
  private final RandomGenerator random;

  /**
   * An endpoint.
   *
   * @param server the scheme, host and port; all else of it is left out
   * @param random for what must not be twice the same
   * @throws IllegalArgumentException if it is no such address
   */
  Endpoint(URI server, SessionOptions options, RandomGenerator random) {
    String scheme = String.valueOf(server.getScheme());
    secure = scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("wss");
    boolean plain = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("ws");
    if ((!secure && !plain) || server.getHost() == null || server.getPort() > 65535) {
      throw new IllegalArgumentException(
          "expected a server such as https://example.com:3000, its host of letters, digits, dots"
              + " and hyphens, got "
              + server);
    }
    String port = server.getPort() < 0 ? "" : ":" + server.getPort();
    hostAndPath = "://" + server.getHost() + port + path(options);
    this.options = options;
    this.random = random;
  }

  private static String path(SessionOptions options) {
    String path = options.path().equals("/") ? "" : options.path();
    return options.addTrailingSlash() || path.isEmpty() ? path + "/" : path;
  }

  /** For a GET or a POST. */
  URI polling(Optional<String> sid) {
    return uri(secure ? "https" : "http", TransportType.POLLING, sid);
  }

  /** For a WebSocket. */
  URI webSocket(Optional<String> sid) {
    return uri(secure ? "wss" : "ws", TransportType.WEBSOCKET, sid);
  }

  private URI uri(String scheme, TransportType transport, Optional<String> sid) {
    StringBuilder uri = new StringBuilder(scheme).append(hostAndPath);
    options.query().forEach((name, value) -> add(uri, name, value));
    add(uri, "EIO", "4");
    add(uri, "transport", transport.text());
    if (transport == TransportType.POLLING && options.timestampRequests()) {
      add(uri, options.timestampParam(), stamp());
    }
    if (options.forceBase64()) {
      add(uri, "b64", "1");
    }
    sid.ifPresent(id -> add(uri, "sid", id));
    return URI.create(uri.toString());
  }

  private static void add(StringBuilder uri, String name, String value) {
    // The path has no question mark of its own: a URI would not take it for part of the path.
    uri.append(uri.indexOf("?") < 0 ? '?' : '&');
    encode(uri, name);
    uri.append('=');
    encode(uri, value);
  }

  private static void encode(StringBuilder uri, String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0 && UNRESERVED.indexOf(b) >= 0) {
        uri.append((char) b);
      } else {
        uri.append('%')
            .append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xf, 16)))
            .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
      }
    }
  }

  private String stamp() {
    StringBuilder stamp = new StringBuilder(STAMP_LENGTH);
    for (int i = 0; i < STAMP_LENGTH; i++) {
      stamp.append(Character.forDigit(random.nextInt(STAMP_RADIX), STAMP_RADIX));
    }
    return stamp.toString();
  }
}
