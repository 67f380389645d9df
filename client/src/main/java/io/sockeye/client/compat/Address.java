package io.sockeye.client.compat;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the URI of a socket says, read as the official client reads it: where the server is, which
 * namespace is meant, and what goes into the query.
 *
 * @param server scheme, host and port
 * @param namespace the path, or {@code /}
 * @param query the query as in the URI; null without
 */
record Address(String server, String namespace, @Nullable String query) {
  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it names no host, or a scheme of another kind
   */
  static Address of(URI uri) {
    String authority = uri.getRawAuthority();
    if (authority == null) {
      throw new IllegalArgumentException(
          "expected a URI such as https://example.com/namespace, got \"" + uri + '"');
    }
    // What stands before the host is for nobody else to read, and was never sent.
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    String path = uri.getPath();
    String namespace = path == null || path.isEmpty() ? "/" : path;
    return new Address(scheme(uri) + "://" + host, namespace, uri.getRawQuery());
  }

  private static String scheme(URI uri) {
    String scheme = uri.getScheme();
    if (scheme == null) {
      return "https";
    }
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> "http";
      case "https", "wss" -> "https";
      default ->
          throw new IllegalArgumentException(
              "expected a URI with http, https, ws or wss, got \"" + uri + '"');
    };
  }
}
