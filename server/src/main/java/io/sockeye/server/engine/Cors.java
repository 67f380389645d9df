package io.sockeye.server.engine;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which pages of other origins may talk to this server: the {@code cors} option. Immutable.
 *
 * <p>The allow-list is also what decides about the {@code Origin} of a WebSocket handshake, which
 * browsers do not subject to CORS.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, CORS protocol</a>
 */
public final class Cors {
  private static final Logger LOG = LoggerFactory.getLogger(Cors.class);

  private final Predicate<String> origins;
  private final boolean any;
  private final boolean credentials;
  private final List<String> methods;
  private final List<String> allowedHeaders;
  private final List<String> exposedHeaders;
  private final Optional<Duration> maxAge;

  private Cors(
      Predicate<String> origins,
      boolean any,
      boolean credentials,
      List<String> methods,
      List<String> allowedHeaders,
      List<String> exposedHeaders,
      Optional<Duration> maxAge) {
    if (any && credentials) {
      throw new IllegalArgumentException(
          "credentials need named origins: browsers refuse \"*\" together with credentials");
    }
    this.origins = origins;
    this.any = any;
    this.credentials = credentials;
    this.methods = methods;
    this.allowedHeaders = allowedHeaders;
    this.exposedHeaders = exposedHeaders;
    this.maxAge = maxAge;
  }

  private static Cors create(Predicate<String> origins, boolean any) {
    return new Cors(
        origins,
        any,
        false,
        List.of("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /**
   * Allows these origins and no others.
   *
   * @param origins such as {@code https://chat.example}: scheme, host and, unless it is the
   *     scheme's own, port; {@code "null"} is allowed only where it is named here
   * @throws IllegalArgumentException if one is not an origin
   */
  public static Cors origins(String... origins) {
    Set<String> allowed = new LinkedHashSet<>();
    for (String origin : origins) {
      allowed.add(requireOrigin(origin));
    }
    Set<String> fixed = Set.copyOf(allowed);
    return create(fixed::contains, false);
  }

  /**
   * Allows the origins that a test accepts. It is asked at each request, on an I/O thread, and must
   * not block; what it throws means no.
   */
  public static Cors matching(Predicate<String> origins) {
    return create(Objects.requireNonNull(origins, "origins"), false);
  }

  /** Allows every origin, without credentials: {@code Access-Control-Allow-Origin: *}. */
  public static Cors anyOrigin() {
    return create(origin -> true, true);
  }

  /** The same with {@code Access-Control-Allow-Credentials: true}: cookies may be sent. */
  public Cors credentials() {
    return new Cors(origins, any, true, methods, allowedHeaders, exposedHeaders, maxAge);
  }

  /** The same with these methods told to a preflight request. */
  public Cors methods(String... names) {
    return new Cors(
        origins, any, credentials, List.of(names), allowedHeaders, exposedHeaders, maxAge);
  }

  /** The same with these request header fields allowed; without any, those asked for are. */
  public Cors allowedHeaders(String... names) {
    return new Cors(origins, any, credentials, methods, List.of(names), exposedHeaders, maxAge);
  }

  /** The same with these header fields of the answer readable by the page. */
  public Cors exposedHeaders(String... names) {
    return new Cors(origins, any, credentials, methods, allowedHeaders, List.of(names), maxAge);
  }

  /** The same with the time for which a browser may keep the answer to a preflight request. */
  public Cors maxAge(Duration time) {
    return new Cors(
        origins, any, credentials, methods, allowedHeaders, exposedHeaders, Optional.of(time));
  }

  /** Whether an origin, as in the header field, is allowed. */
  boolean allows(String origin) {
    try {
      return any || (ResponseHeaders.isFieldValue(origin) && origins.test(origin));
    } catch (RuntimeException e) {
      LOG.warn("cors: the test of an origin threw; the origin is not allowed", e);
      return false;
    }
  }

  /** Adds the header fields that every answer to this request has. */
  public void addTo(ResponseHeaders headers, HttpRequest request) {
    if (any) {
      headers.set("Access-Control-Allow-Origin", "*");
    } else {
      headers.add("Vary", "Origin");
      Optional<String> origin = request.header("origin").filter(this::allows);
      if (origin.isEmpty()) {
        return;
      }
      headers.set("Access-Control-Allow-Origin", origin.get());
    }
    if (credentials) {
      headers.set("Access-Control-Allow-Credentials", "true");
    }
    if (!exposedHeaders.isEmpty()) {
      headers.set("Access-Control-Expose-Headers", String.join(",", exposedHeaders));
    }
  }

  /** The answer to a preflight request. */
  public HttpResponse preflight(HttpRequest request, ResponseHeaders headers) {
    headers.set("Access-Control-Allow-Methods", String.join(",", methods));
    if (allowedHeaders.isEmpty()) {
      headers.add("Vary", "Access-Control-Request-Headers");
      request
          .header("access-control-request-headers")
          .filter(ResponseHeaders::isFieldValue)
          .ifPresent(asked -> headers.set("Access-Control-Allow-Headers", asked));
    } else {
      headers.set("Access-Control-Allow-Headers", String.join(",", allowedHeaders));
    }
    maxAge.ifPresent(age -> headers.set("Access-Control-Max-Age", Long.toString(age.toSeconds())));
    return new HttpResponse(204, headers, new byte[0]);
  }

  private static String requireOrigin(String origin) {
    if (origin.equals("null")) {
      return origin;
    }
    try {
      URI uri = new URI(origin);
      boolean bare =
          uri.getScheme() != null
              && uri.getHost() != null
              && uri.getRawPath().isEmpty()
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && uri.getRawUserInfo() == null;
      if (bare) {
        return origin.toLowerCase(Locale.ROOT);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(notAnOrigin(origin), e);
    }
    throw new IllegalArgumentException(notAnOrigin(origin));
  }

  private static String notAnOrigin(String origin) {
    return "cors: expected an origin such as https://chat.example (no path, no slash at the end), got "
        + origin;
  }
}
