package io.sockeye.server.engine;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The head of an HTTP request as a binding read it, immutable and free of any type of the binding.
 *
 * <p>A session keeps the request that opened it (it is what {@code socket.handshake} shows), so the
 * header fields are held in one flat array rather than in a map.
 */
public final class HttpRequest {
  /** Texts that nearly every request has: one object for all of them, for sessions keep theirs. */
  private static final Map<String, String> SHARED =
      Stream.of(
              "GET",
              "/socket.io/",
              "EIO=4&transport=websocket",
              "host",
              "connection",
              "upgrade",
              "Upgrade",
              "keep-alive",
              "keep-alive, Upgrade",
              "websocket",
              "sec-websocket-version",
              "13",
              "sec-websocket-key",
              "sec-websocket-extensions",
              "permessage-deflate; client_max_window_bits",
              "origin",
              "referer",
              "user-agent",
              "accept",
              "*/*",
              "accept-language",
              "accept-encoding",
              "gzip, deflate",
              "gzip, deflate, br",
              "gzip, deflate, br, zstd",
              "cache-control",
              "pragma",
              "no-cache",
              "cookie",
              "authorization",
              "forwarded",
              "x-forwarded-for",
              "x-forwarded-proto",
              "x-forwarded-host",
              "x-real-ip",
              "sec-fetch-dest",
              "sec-fetch-mode",
              "sec-fetch-site",
              "sec-ch-ua",
              "sec-ch-ua-mobile",
              "sec-ch-ua-platform",
              "dnt",
              "empty",
              "cors",
              "same-origin",
              "same-site",
              "cross-site")
          .collect(Collectors.toUnmodifiableMap(text -> text, text -> text));

  private final String method;
  private final String path;
  private final String query;

  /** Names and values in turn, in the order of the wire; the names in lower case. */
  private final String[] headerFields;

  private final InetSocketAddress remoteAddress;
  private final boolean secure;
  private final List<X509Certificate> clientCertificates;

  /** The same request of another address. */
  private HttpRequest(HttpRequest original, InetSocketAddress remoteAddress) {
    this.method = original.method;
    this.path = original.path;
    this.query = original.query;
    this.headerFields = original.headerFields;
    this.remoteAddress = remoteAddress;
    this.secure = original.secure;
    this.clientCertificates = original.clientCertificates;
  }

  private HttpRequest(Builder builder) {
    method = builder.method;
    path = builder.path;
    query = builder.query;
    headerFields = builder.headerFields.toArray(new String[0]);
    remoteAddress = Objects.requireNonNull(builder.remoteAddress, "remoteAddress");
    secure = builder.secure;
    clientCertificates = builder.clientCertificates;
  }

  /**
   * A request in the making.
   *
   * @param method the method as sent, such as {@code GET}
   * @param target the raw request target, such as {@code /socket.io/?EIO=4}
   */
  public static Builder builder(String method, String target) {
    return new Builder(method, target);
  }

  /** The method as sent, such as {@code GET}. */
  public String method() {
    return method;
  }

  /** The path as sent: not decoded, without the query. */
  public String path() {
    return path;
  }

  /** The query as sent: not decoded, without the question mark; empty if there is none. */
  public String query() {
    return query;
  }

  /** The path and the query as sent. */
  public String target() {
    return query.isEmpty() ? path : path + '?' + query;
  }

  /**
   * The first field of a name.
   *
   * @param name in any case
   */
  public Optional<String> header(String name) {
    for (int i = 0; i < headerFields.length; i += 2) {
      if (headerFields[i].equalsIgnoreCase(name)) {
        return Optional.of(headerFields[i + 1]);
      }
    }
    return Optional.empty();
  }

  /**
   * All fields of a name, in the order of the wire; empty if there is none.
   *
   * @param name in any case
   */
  public List<String> headers(String name) {
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < headerFields.length; i += 2) {
      if (headerFields[i].equalsIgnoreCase(name)) {
        values.add(headerFields[i + 1]);
      }
    }
    return Collections.unmodifiableList(values);
  }

  /** All header fields by lower-case name; a new map at each call. */
  public Map<String, List<String>> headers() {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (int i = 0; i < headerFields.length; i += 2) {
      fields.computeIfAbsent(headerFields[i], name -> new ArrayList<>(1)).add(headerFields[i + 1]);
    }
    fields.replaceAll((name, values) -> Collections.unmodifiableList(values));
    return Collections.unmodifiableMap(fields);
  }

  /**
   * The address of the client: that of the TCP peer, whatever header fields say, unless the peer is
   * one of {@link EngineOptions.Builder#trustedProxies}; then the one that the proxy tells. Its
   * port is 0 if the proxy does not tell it.
   */
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** The request as it is known that it comes from there. */
  HttpRequest from(InetSocketAddress client) {
    return client.equals(remoteAddress) ? this : new HttpRequest(this, client);
  }

  /** Whether the request came over TLS. */
  public boolean isSecure() {
    return secure;
  }

  /**
   * The certificate by which the client proved who it is, then those that signed it, as TLS has
   * verified them; empty if the server does not ask for one, or the client has none. Not that of a
   * proxy's client: what a proxy says of it is in a header.
   */
  public List<X509Certificate> clientCertificates() {
    return clientCertificates;
  }

  /** Whether the request asks for a WebSocket (RFC 6455 section 4.1). */
  public boolean isWebSocketUpgrade() {
    if (!"websocket".equalsIgnoreCase(header("upgrade").orElse(""))) {
      return false; // Nearly all requests of long polling.
    }
    return headers("connection").stream()
        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
  }

  /** The method and the path; the query may hold secrets and stays out. */
  @Override
  public String toString() {
    return method + ' ' + path;
  }

  /** Collects a request; for bindings. */
  public static final class Builder {
    private final String method;
    private final String path;
    private final String query;
    private final List<String> headerFields = new ArrayList<>(24);
    private InetSocketAddress remoteAddress = InetSocketAddress.createUnresolved("unknown", 0);
    private boolean secure;
    private List<X509Certificate> clientCertificates = List.of();

    private Builder(String method, String target) {
      this.method = shared(Objects.requireNonNull(method, "method"));
      int question = target.indexOf('?');
      this.path = shared(question < 0 ? target : target.substring(0, question));
      this.query = question < 0 ? "" : shared(target.substring(question + 1));
    }

    /** Adds a header field after those that are there. */
    public Builder header(String name, String value) {
      headerFields.add(shared(name.toLowerCase(Locale.ROOT)));
      headerFields.add(shared(value));
      return this;
    }

    private static String shared(String text) {
      return SHARED.getOrDefault(text, text);
    }

    /** The address of the TCP peer, or what the PROXY protocol says in its place. */
    public Builder remoteAddress(InetSocketAddress address) {
      remoteAddress = Objects.requireNonNull(address, "address");
      return this;
    }

    /** Whether the request came over TLS. */
    public Builder secure(boolean overTls) {
      secure = overTls;
      return this;
    }

    /** The certificate of the client, verified, then those that signed it. */
    public Builder clientCertificates(List<X509Certificate> chain) {
      clientCertificates = List.copyOf(chain);
      return this;
    }

    /** The request. */
    public HttpRequest build() {
      return new HttpRequest(this);
    }
  }
}
