package io.sockeye.server;

import io.sockeye.TypeRef;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was known when a socket connected: the first HTTP request of its session, and what the
 * client sent to the namespace. Immutable.
 */
public interface Handshake {
  /** What the client sent as {@code auth}; empty if it sent nothing. Unmodifiable. */
  Map<String, @Nullable Object> auth();

  /**
   * What the client sent as {@code auth}, bound to a type; one that sent nothing is bound from an
   * empty object.
   *
   * @throws io.sockeye.ArgumentException if it is not of that type
   */
  <T> T auth(Class<T> type);

  /**
   * The same for a type with type arguments.
   *
   * @throws io.sockeye.ArgumentException if it is not of that type
   */
  <T> T auth(TypeRef<T> type);

  /** The query of the first request, decoded, with the parameters of the protocol. */
  Map<String, String> query();

  /** The header fields of the first request by lower-case name. */
  Map<String, List<String>> headers();

  /** The first field of a name, in any case. */
  Optional<String> header(String name);

  /**
   * The address of the client: that of the TCP peer, whatever header fields say, unless the peer is
   * one of the {@code trustedProxies}; then the one that the proxy tells. Its port is 0 if the
   * proxy does not tell it.
   */
  InetSocketAddress remoteAddress();

  /** Whether the first request came over TLS. */
  boolean isSecure();

  /**
   * The certificate by which the client proved who it is, verified by TLS, then those that signed
   * it; empty if clients are not asked for one, or it has none.
   */
  List<X509Certificate> clientCertificates();

  /** Whether the first request had an {@code Origin}: it came from a page. */
  boolean isCrossDomain();

  /** The path and query of the first request, as sent. */
  String url();

  /** When the client connected to the namespace. */
  Instant time();

  /** All of it in the form that JavaScript knows as {@code socket.handshake}; may be emitted. */
  Map<String, @Nullable Object> toMap();
}
