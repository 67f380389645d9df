package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.protocol.socketio.LazyArgs;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.HttpRequest;
import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The handshake of a socket of this server. */
final class RealHandshake implements Handshake {
  private static final TypeRef<Map<String, @Nullable Object>> ANY_OBJECT = new TypeRef<>() {};

  /** As JavaScript's {@code Date.toString()} writes it. */
  private static final DateTimeFormatter JAVASCRIPT_DATE =
      DateTimeFormatter.ofPattern(
              "EEE MMM dd yyyy HH:mm:ss 'GMT+0000 (Coordinated Universal Time)'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final EngineSession session;

  /** Null if it is that of the connection. */
  private final @Nullable Map<String, String> query;

  private final Args auth;

  /** Milliseconds since the epoch. */
  private final long time;

  /**
   * The handshake of a CONNECT packet.
   *
   * @param auth the payload: one object, empty if the client sent none
   */
  RealHandshake(EngineSession session, Args auth, long time) {
    this(session, null, auth, time);
  }

  private RealHandshake(
      EngineSession session, @Nullable Map<String, String> query, Args auth, long time) {
    this.session = session;
    this.query = query;
    this.auth = auth;
    this.time = time;
  }

  /**
   * The handshake of a client of Socket.IO 2, whose credentials are the query of the namespace. As
   * its own server had it, the query of the namespace also adds to that of the connection.
   *
   * @param auth the same parameters as one object
   */
  static RealHandshake ofNamespaceQuery(
      EngineSession session, Map<String, String> parameters, Args auth, long time) {
    Map<String, String> query = new LinkedHashMap<>(session.query());
    query.putAll(parameters);
    return new RealHandshake(session, Collections.unmodifiableMap(query), auth, time);
  }

  @Override
  public Map<String, @Nullable Object> auth() {
    return auth(ANY_OBJECT);
  }

  /**
   * The text of a member of the auth that is the protocol's; null if there is none. What is the
   * program's is not bound for it, where the parser can do without.
   */
  @Nullable String authText(String member) {
    if (auth instanceof LazyArgs lazy) {
      return lazy.memberText(0, member);
    }
    try {
      return auth.get(0) instanceof Map<?, ?> object && object.get(member) instanceof String text
          ? text
          : null;
    } catch (ArgumentException unbound) { // For those to find out who ask for all of it.
      return null;
    }
  }

  @Override
  public <T> T auth(Class<T> type) {
    return required(auth.get(0, type), type);
  }

  @Override
  public <T> T auth(TypeRef<T> type) {
    return required(auth.get(0, type), type.type());
  }

  private static <T> T required(@Nullable T value, Type type) {
    if (value == null) {
      throw new ArgumentException("auth: expected %s, got null".formatted(type.getTypeName()));
    }
    return value;
  }

  @Override
  public Map<String, String> query() {
    return query == null ? session.query() : query;
  }

  @Override
  public Map<String, List<String>> headers() {
    return request().headers();
  }

  @Override
  public Optional<String> header(String name) {
    return request().header(name);
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return request().remoteAddress();
  }

  @Override
  public boolean isSecure() {
    return request().isSecure();
  }

  @Override
  public List<X509Certificate> clientCertificates() {
    return request().clientCertificates();
  }

  @Override
  public boolean isCrossDomain() {
    return header("origin").isPresent();
  }

  @Override
  public String url() {
    return request().target();
  }

  @Override
  public Instant time() {
    return Instant.ofEpochMilli(time);
  }

  @Override
  public Map<String, @Nullable Object> toMap() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers().forEach((name, values) -> headers.put(name, String.join(", ", values)));
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("headers", headers);
    map.put("time", JAVASCRIPT_DATE.format(time()));
    map.put("address", remoteAddress().getHostString());
    map.put("xdomain", isCrossDomain());
    map.put("secure", isSecure());
    map.put("issued", time);
    map.put("url", url());
    map.put("query", query());
    map.put("auth", auth());
    return map;
  }

  private HttpRequest request() {
    return session.request();
  }
}
