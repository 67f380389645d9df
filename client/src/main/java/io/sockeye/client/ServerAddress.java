package io.sockeye.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a URL says that a program gives: where the server is, and what goes into the query of each
 * request.
 *
 * @param uri {@code http} or {@code https}, a host and a port, nothing else
 * @param query the parameters, by name
 */
record ServerAddress(URI uri, Map<String, String> query) {
  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if it has what belongs elsewhere, naming where
   */
  static ServerAddress parse(String url) {
    if (url.isBlank()) {
      throw refused(url, "it is empty");
    }
    URI given;
    try {
      given = new URI(url.strip());
    } catch (URISyntaxException e) {
      throw refused(url, String.valueOf(e.getMessage()));
    }
    String scheme = scheme(url, given);
    if (given.getUserInfo() != null) {
      throw refused(url, "a name and a password belong into extraHeaders, as Authorization");
    }
    String host = given.getHost();
    if (host == null) {
      throw refused(
          url,
          given.getRawAuthority() == null
              ? "there is no host in it"
              : "\"" + given.getRawAuthority() + "\" is no host and port");
    }
    if (given.getRawFragment() != null) {
      throw refused(url, "a fragment (#) means nothing to a server");
    }
    String path = given.getRawPath();
    if (!path.isEmpty() && !path.equals("/")) {
      throw refused(
          url,
          "a path is no part of a server's address: for the namespace \"%s\" use manager.socket(\"%s\"), for the path of all requests the option path"
              .formatted(path, path));
    }
    int port = given.getPort() >= 0 ? given.getPort() : scheme.equals("https") ? 443 : 80;
    if (port < 1 || port > 65_535) {
      throw refused(url, "a port is between 1 and 65535");
    }
    return new ServerAddress(
        URI.create(scheme + "://" + host.toLowerCase(Locale.ROOT) + ":" + port),
        query(url, given.getRawQuery()));
  }

  private static String scheme(String url, URI given) {
    String scheme = given.getScheme() == null ? "" : given.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http", "ws" -> "http";
      case "https", "wss" -> "https";
      default ->
          throw refused(
              url,
              given.getRawAuthority() == null && !scheme.isEmpty()
                  ? "it has no scheme: did you mean \"http://" + url + "\"?"
                  : "the scheme is not http, https, ws or wss");
    };
  }

  private static Map<String, String> query(String url, @Nullable String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw != null && !raw.isEmpty()) {
      for (String parameter : raw.split("&", -1)) {
        int sign = parameter.indexOf('=');
        String name = decode(sign < 0 ? parameter : parameter.substring(0, sign));
        if (query.put(name, sign < 0 ? "" : decode(parameter.substring(sign + 1))) != null) {
          throw refused(url, "the query has \"" + name + "\" twice");
        }
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException refused(String url, String why) {
    return new IllegalArgumentException(
        "url: expected the address of a server such as https://chat.example or http://localhost:3000, got \"%s\": %s"
            .formatted(url, why));
  }
}
