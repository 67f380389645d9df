package io.sockeye.client.engine;

import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The header fields that a session sends, and the cookies that it is given. */
final class RequestHeaders {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHeaders.class);

  private final SessionOptions options;

  RequestHeaders(SessionOptions options) {
    this.options = options;
  }

  /**
   * The user's fields and the cookies for a request.
   *
   * @param uri with http or https as its scheme, which decides about cookies
   */
  Map<String, List<String>> of(URI uri) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    options.extraHeaders().forEach((name, value) -> headers.put(name, List.of(value)));
    options.cookies().ifPresent(cookies -> addCookies(cookies, uri, headers));
    return headers;
  }

  private static void addCookies(
      CookieHandler cookies, URI uri, Map<String, List<String>> headers) {
    try {
      cookies
          .get(uri, Map.copyOf(headers))
          .forEach(
              (name, values) -> {
                if (name.equalsIgnoreCase("Cookie") && !values.isEmpty()) {
                  // One field, however many there are (RFC 6265 section 5.4).
                  String all = String.join("; ", values);
                  if (!OptionChecks.isFieldValue(all)) {
                    throw new IllegalArgumentException("cookies that HTTP does not allow");
                  }
                  headers.merge("Cookie", List.of(all), RequestHeaders::join);
                }
              });
    } catch (IOException | RuntimeException e) { // A store of the user's.
      LOG.warn("no cookies for {}: their store failed", Target.where(uri), e);
    }
  }

  private static List<String> join(List<String> own, List<String> stored) {
    return List.of(own.get(0) + "; " + stored.get(0));
  }

  /** Keeps the cookies of an answer. */
  void keepCookies(URI uri, HttpAnswer answer) {
    options
        .cookies()
        .ifPresent(
            cookies -> {
              try {
                cookies.put(uri, answer.headers());
              } catch (IOException | RuntimeException e) { // A store of the user's.
                LOG.warn("cookies of {} are lost: their store failed", Target.where(uri), e);
              }
            });
  }
}
