package io.sockeye.client.engine;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * What was tried, for the words of a failure.
 *
 * @param uri whom to reach
 * @param proxy the proxy on the way, if there is one
 * @param connectTimeout how long a connection may take; zero for no limit
 * @param timeout how long the answer may take; zero for no limit
 */
record Target(
    URI uri, Optional<InetSocketAddress> proxy, Duration connectTimeout, Duration timeout) {
  /** Host and port, the port of the scheme if the URI has none. */
  String hostAndPort() {
    return uri.getHost() + ":" + port();
  }

  /** The same, and by which proxy. */
  String peer() {
    String by = proxy.map(address -> " by the proxy " + Failures.hostAndPort(address)).orElse("");
    return hostAndPort() + by;
  }

  private int port() {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme()) || "wss".equals(uri.getScheme()) ? 443 : 80;
  }

  /** The URI without its query: that has the session's id, and whatever users put there. */
  String where() {
    return where(uri);
  }

  static String where(URI uri) {
    return uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath();
  }
}
