package io.sockeye.client.engine;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/**
 * Stands between the JDK's client and a selector of proxies that the user gave: it is told the URIs
 * without our marks on them, and what it throws is known as its own.
 */
final class ShieldedSelector extends ProxySelector {
  /** The user's selector failed. */
  static final class Failed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Failed(URI uri, RuntimeException cause) {
      super(
          "the ProxySelector failed for %s: %s"
              .formatted(Target.where(uri), cause.getClass().getSimpleName()),
          cause);
    }
  }

  private final ProxySelector selector;

  ShieldedSelector(ProxySelector selector) {
    this.selector = selector;
  }

  @Override
  public List<Proxy> select(URI uri) {
    URI plain = HandshakeGuard.unmarked(uri);
    try {
      return requireNonNull(selector.select(plain), "proxies");
    } catch (RuntimeException thrown) {
      throw new Failed(plain, thrown);
    }
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    selector.connectFailed(HandshakeGuard.unmarked(uri), address, failure);
  }
}
