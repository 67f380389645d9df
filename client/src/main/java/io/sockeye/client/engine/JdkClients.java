package io.sockeye.client.engine;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's clients of one network: one for everything, and a second one, made when it is needed,
 * for WebSockets without TLS by way of a proxy.
 *
 * <p>For such a WebSocket the JDK asks the proxy for a tunnel, but if it has a connection with that
 * proxy left over from a forwarded request it takes that one, and sends the handshake to the proxy
 * itself. A client that never forwards has none left over.
 */
final class JdkClients {
  private final Supplier<HttpClient> maker;
  private final ProxyChoice proxy;

  /** Null once closed. */
  private final AtomicReference<@Nullable HttpClient> main;

  /** Null until needed, and once closed. */
  private final AtomicReference<@Nullable HttpClient> tunnels = new AtomicReference<>();

  JdkClients(Supplier<HttpClient> maker, ProxyChoice proxy) {
    this.maker = maker;
    this.proxy = proxy;
    this.main = new AtomicReference<>(maker.get());
  }

  /** The client for requests; empty once closed. */
  Optional<HttpClient> forRequests() {
    return Optional.ofNullable(main.get());
  }

  /** The client for a WebSocket whose handshake goes to an http or https URI; empty once closed. */
  Optional<HttpClient> forWebSocket(URI http) {
    boolean tunnelled = "http".equals(http.getScheme()) && proxy.proxyFor(http).isPresent();
    return tunnelled ? forTunnels() : forRequests();
  }

  private Optional<HttpClient> forTunnels() {
    HttpClient client = tunnels.get();
    if (client == null && !isClosed()) {
      HttpClient made = maker.get();
      if (tunnels.compareAndSet(null, made)) {
        client = made;
      } else {
        end(made);
        client = tunnels.get();
      }
      if (isClosed()) {
        // close() may have looked before it was there.
        end(tunnels.getAndSet(null));
        client = null;
      }
    }
    return Optional.ofNullable(client);
  }

  private static void end(@Nullable HttpClient client) {
    if (client != null) {
      ClientShutdown.end(List.of(client), null);
    }
  }

  boolean isClosed() {
    return main.get() == null;
  }

  /** Nothing is given out any more; returns what there was, the first time. */
  List<HttpClient> close() {
    return Stream.of(main, tunnels)
        .map(client -> client.getAndSet(null))
        .filter(Objects::nonNull)
        .toList();
  }
}
