package io.sockeye.client.engine;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a request goes by, and what it is told.
 *
 * @param selector chooses the proxy; null if there is none at all
 * @param authorization the value of {@code Proxy-Authorization}; null without credentials
 */
record ProxyChoice(@Nullable ProxySelector selector, @Nullable String authorization) {
  /** What the JVM is set to, as the JDK's client has it by itself. */
  static ProxyChoice ofJvm() {
    return new ProxyChoice(ProxySelector.getDefault(), null);
  }

  static ProxyChoice of(ProxySelector selector) {
    return new ProxyChoice(selector, null);
  }

  static ProxyChoice of(String host, int port) {
    return of(ProxySelector.of(InetSocketAddress.createUnresolved(host, port)));
  }

  /**
   * With credentials that go with each request at once, by RFC 7617: the JDK's own way, an
   * Authenticator, costs a refused request for each connection. The JDK sends fields of this kind
   * to proxies alone.
   */
  ProxyChoice with(String user, String password) {
    byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new ProxyChoice(selector, "Basic " + Base64.getEncoder().encodeToString(credentials));
  }

  /** The proxy for a URI whose scheme is http or https. */
  Optional<InetSocketAddress> proxyFor(URI uri) {
    if (selector == null) {
      return Optional.empty();
    }
    List<Proxy> proxies = select(selector, uri);
    // The JDK's client takes the first alone, and no others than HTTP proxies.
    return proxies.isEmpty() || proxies.get(0).type() != Proxy.Type.HTTP
        ? Optional.empty()
        : Optional.of((InetSocketAddress) proxies.get(0).address());
  }

  /**
   * A selector that throws stops requests when the JDK asks it; here it must not stop a failure.
   */
  private static List<Proxy> select(ProxySelector selector, URI uri) {
    try {
      return selector.select(uri);
    } catch (RuntimeException unknown) { // It may be the user's.
      return List.of();
    }
  }

  @Override
  public String toString() {
    return "ProxyChoice" + (authorization == null ? "" : "[with credentials]");
  }
}
