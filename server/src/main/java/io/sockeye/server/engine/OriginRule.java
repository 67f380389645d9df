package io.sockeye.server.engine;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which origins may open a WebSocket. Browsers send the Origin of the page with a WebSocket
 * handshake, and the cookies of the target, but do not subject it to CORS; so the server has to
 * look (RFC 6455 section 10.2). The JavaScript server leaves this to the application.
 */
final class OriginRule {
  /** Hosts that are this machine for each browser, with or without a port. */
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "((.+\\.)?localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?", Pattern.CASE_INSENSITIVE);

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
    return origin.isEmpty() || allows(origin.get(), request);
  }

  /**
   * Whether a page may load an answer as a script (JSONP), which browsers ask for without an
   * Origin. The Referer stands for it, which old browsers send; but a page of another site can have
   * its browser leave it out. Then {@code Sec-Fetch-Site} tells. Browsers send that where a URL is
   * trustworthy, so one that does not send it there is old, or no browser; over plain HTTP nothing
   * follows from its absence, and a request that tells neither is refused. Which URL the browser
   * had is told by the Host: a proxy that puts the name of this machine there undoes this.
   *
   * @see <a href="https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header">Fetch Metadata</a>
   */
  boolean allowsScript(HttpRequest request) {
    Optional<String> page =
        request.header("origin").or(() -> request.header("referer").map(OriginRule::originOf));
    if (page.isPresent()) {
      return allows(page.get(), request);
    }
    Optional<String> site = request.header("sec-fetch-site");
    return site.isEmpty()
        ? isTrustworthy(request)
        : site.get().equals("none") || site.get().equals("same-origin");
  }

  /** Whether the URL was a potentially trustworthy one for the browser (Secure Contexts, 3.1). */
  private static boolean isTrustworthy(HttpRequest request) {
    return request.isSecure()
        || request.header("host").filter(host -> LOOPBACK.matcher(host).matches()).isPresent();
  }

  private boolean allows(String origin, HttpRequest request) {
    return isOwn(origin, request) || cors.filter(rule -> rule.allows(origin)).isPresent();
  }

  /** The scheme, host and port of a URL. */
  private static String originOf(String url) {
    int scheme = url.indexOf("://");
    int end = scheme < 0 ? -1 : url.indexOf('/', scheme + 3);
    return end < 0 ? url : url.substring(0, end);
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
