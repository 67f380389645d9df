package io.sockeye.server.engine;

import java.util.Locale;
import java.util.Optional;

/**
 * Which origins may open a WebSocket. Browsers send the Origin of the page with a WebSocket
 * handshake, and the cookies of the target, but do not subject it to CORS; so the server has to
 * look (RFC 6455 section 10.2). The JavaScript server leaves this to the application.
 */
final class OriginRule {
  private final Optional<Cors> cors;

  OriginRule(Optional<Cors> cors) {
    this.cors = cors;
  }

  /**
   * Whether the origin is that of this server or on the allow-list; a request without an origin is
   * no browser's and passes.
   */
  boolean allows(HttpRequest request) {
    Optional<String> origin = request.header("origin");
    return origin.isEmpty()
        || isOwn(origin.get(), request)
        || cors.filter(rule -> rule.allows(origin.get())).isPresent();
  }

  /**
   * Whether a follow-up request can be of the client that opened the session. Pages send no Origin
   * with a GET to their own server but send it with a POST, so only two that differ are a sign of
   * somebody else.
   */
  static boolean sameClient(HttpRequest handshake, HttpRequest request) {
    Optional<String> first = handshake.header("origin");
    Optional<String> now = request.header("origin");
    return first.isEmpty() || now.isEmpty() || first.equals(now);
  }

  /**
   * Whether the host of the origin is the one that the request names. The scheme is not compared: a
   * proxy in front may end TLS.
   */
  private static boolean isOwn(String origin, HttpRequest request) {
    int scheme = origin.indexOf("://");
    Optional<String> host = request.header("host");
    if (scheme < 0 || host.isEmpty()) {
      return false;
    }
    String defaultPort = origin.startsWith("https") ? ":443" : ":80";
    return withoutPort(origin.substring(scheme + 3), defaultPort)
        .equals(withoutPort(host.get(), defaultPort));
  }

  private static String withoutPort(String authority, String port) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }
}
