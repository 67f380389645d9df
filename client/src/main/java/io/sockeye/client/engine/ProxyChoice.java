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

  /** What the JDK's client is given as its selector; null if there is none at all. */
  @Nullable ProxySelector shielded() {
    return selector == null ? null : new ShieldedSelector(selector);
  }

  /**
   * The proxy for a URI whose scheme is http or https. A selector that throws stops requests when
   * the JDK asks it; here, among others for the words of a failure, it has none to tell.
   */
  Optional<InetSocketAddress> proxyFor(URI uri) {
    ProxySelector shielded = shielded();
    if (shielded == null) {
      return Optional.empty();
    }
    List<Proxy> proxies;
    try {
      proxies = shielded.select(uri);
    } catch (ShieldedSelector.Failed selectorFailed) {
      return Optional.empty();
    }
    // The JDK's client takes the first alone, and no others than HTTP proxies.
    return proxies.isEmpty() || proxies.get(0).type() != Proxy.Type.HTTP
        ? Optional.empty()
        : Optional.of((InetSocketAddress) proxies.get(0).address());
  }

  @Override
  public String toString() {
    return "ProxyChoice" + (authorization == null ? "" : "[with credentials]");
  }
}
