package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests and WebSockets by way of an HTTP proxy. */
@Timeout(30)
final class ProxyTest {
  /** For {@code user} and {@code pässword}, in UTF-8. */
  private static final String CREDENTIALS = "Basic dXNlcjpww6Rzc3dvcmQ=";

  private static JdkNetwork network(TinyProxy proxy) {
    return JdkNetwork.builder().proxy("127.0.0.1", proxy.port()).build();
  }

  private static JdkNetwork networkWithCredentials(TinyProxy proxy) {
    return JdkNetwork.builder().proxy("127.0.0.1", proxy.port(), "user", "pässword").build();
  }

  private static CompletableFuture<WebSocketChannel> webSocket(JdkNetwork by, RawServer server) {
    return by.openWebSocket(
        new WebSocketCall(server.uri("ws:/"), Map.of(), List.of(), Duration.ZERO, 1000),
        new WebSocketRecord());
  }

  private static RawServer http() {
    return RawServer.start(
        peer -> {
          while (true) {
            String request = peer.request();
            peer.answer(200, "", request.contains("Proxy-Authorization") ? "told" : "not told");
          }
        });
  }

  private static RawServer webSockets() {
    return RawServer.start(
        peer -> {
          peer.acceptWebSocket("");
          peer.awaitEnd();
        });
  }

  @Test
  void requestsAreForwarded() throws Exception {
    try (TinyProxy proxy = new TinyProxy(null);
        RawServer server = http();
        JdkNetwork network = network(proxy)) {
      assertThat(network.send(JdkNetworkTest.get(server.uri("http:/"))).get().status())
          .isEqualTo(200);
      assertThat(proxy.requests()).hasSize(1);
    }
  }

  @Test
  void proxyOfTheJvmIsTakenWhereNoneIsGiven() throws Exception {
    ProxySelector before = ProxySelector.getDefault();
    try (TinyProxy proxy = new TinyProxy(null);
        RawServer server = http()) {
      ProxySelector.setDefault(
          ProxySelector.of(InetSocketAddress.createUnresolved("127.0.0.1", proxy.port())));
      try (JdkNetwork network = JdkNetwork.create()) {
        network.send(JdkNetworkTest.get(server.uri("http:/"))).get();
        webSocket(network, server).handle((channel, refused) -> channel).get();

        assertThat(proxy.requests())
            .hasSize(2)
            .anySatisfy(request -> assertThat(request).startsWith("CONNECT 127.0.0.1:"));
      }
    } finally {
      ProxySelector.setDefault(before);
    }
  }

  @Test
  void webSocketIsTunnelledAlsoAfterARequestWasForwarded() throws Exception {
    try (TinyProxy proxy = new TinyProxy(null);
        RawServer http = http();
        RawServer webSockets = webSockets();
        JdkNetwork network = network(proxy)) {
      network.send(JdkNetworkTest.get(http.uri("http:/"))).get();
      webSocket(network, webSockets).get().abort();

      assertThat(proxy.requests())
          .hasSize(2)
          .anySatisfy(
              request ->
                  assertThat(request)
                      .startsWith("CONNECT 127.0.0.1:%d ".formatted(webSockets.port())));
    }
  }

  @Test
  void credentialsGoToTheProxyThatForwardsAtOnce() throws Exception {
    try (TinyProxy proxy = new TinyProxy(CREDENTIALS);
        RawServer server = http();
        JdkNetwork network = networkWithCredentials(proxy)) {
      HttpAnswer answer = network.send(JdkNetworkTest.get(server.uri("http:/"))).get();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(proxy.requests()).hasSize(1);
    }
  }

  @Test
  void proxyThatWantsCredentialsIsAProxyFailure() throws Exception {
    try (TinyProxy proxy = new TinyProxy(CREDENTIALS);
        RawServer server = http();
        JdkNetwork network = network(proxy)) {
      for (CompletableFuture<?> attempt :
          List.of(
              network.send(JdkNetworkTest.get(server.uri("http:/"))),
              network.send(JdkNetworkTest.get(server.uri("https:/"))),
              webSocket(network, server))) {
        assertThat(FailuresTest.failure(attempt))
            .isInstanceOf(ConnectFailure.Proxy.class)
            .hasMessage(
                "proxy: 127.0.0.1:%d wants credentials (407); give"
                    + " JdkNetwork.builder().proxy(host, port, user, password)",
                proxy.port())
            .extracting(failure -> ((ConnectFailure.Proxy) failure).status())
            .isEqualTo(407);
      }
    }
  }

  /** The JDK keeps Basic credentials from proxies that tunnel unless it is told otherwise. */
  @Test
  void credentialsThatTheJdkDoesNotSendAreAFailureThatNamesTheProperty() throws Exception {
    try (TinyProxy proxy = new TinyProxy(CREDENTIALS);
        RawServer server = webSockets();
        JdkNetwork network = networkWithCredentials(proxy)) {
      assertThat(FailuresTest.failure(webSocket(network, server)))
          .isInstanceOf(ConnectFailure.Proxy.class)
          .hasMessageContaining("-Djdk.http.auth.tunneling.disabledSchemes=\"\"");
      assertThat(proxy.requests())
          .allSatisfy(request -> assertThat(request).doesNotContain("Proxy-Authorization"));
    }
  }

  @Test
  void proxyThatDoesNotConnectIsAProxyFailureWithItsStatus() throws Exception {
    try (RawServer proxy = RawServer.answering(403, "", "no");
        RawServer server = webSockets();
        JdkNetwork network = JdkNetwork.builder().proxy("127.0.0.1", proxy.port()).build()) {
      assertThat(FailuresTest.failure(webSocket(network, server)))
          .isInstanceOf(ConnectFailure.Proxy.class)
          .hasMessageContaining("it answered 403")
          .extracting(failure -> ((ConnectFailure.Proxy) failure).status())
          .isEqualTo(403);
    }
  }

  @Test
  void proxyThatIsNotThereIsAProxyFailure() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (RawServer server = webSockets();
        JdkNetwork refused = JdkNetwork.builder().proxy("127.0.0.1", port).build();
        JdkNetwork unknown = JdkNetwork.builder().proxy("nowhere.invalid", 80).build()) {
      assertThat(FailuresTest.failure(webSocket(refused, server)))
          .isInstanceOf(ConnectFailure.Proxy.class)
          .hasMessage("proxy: 127.0.0.1:%d cannot be reached: connection refused", port);
      assertThat(FailuresTest.failure(unknown.send(JdkNetworkTest.get(server.uri("http:/")))))
          .isInstanceOf(ConnectFailure.Proxy.class)
          .hasMessageContaining("\"nowhere.invalid\"");
    }
  }

  @Test
  void credentialsDoNotGoToServersThatAreReachedDirectly() throws Exception {
    try (RawServer server = http()) {
      HttpCall call = JdkNetworkTest.get(server.uri("http:/"));
      HttpCall withCredentials =
          new HttpCall(
              "GET",
              call.uri(),
              Map.of("Proxy-Authorization", List.of(CREDENTIALS)),
              null,
              Duration.ZERO,
              1000);
      try (JdkNetwork direct = JdkNetwork.create()) {
        HttpAnswer answer = direct.send(withCredentials).get();

        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("not told");
      }
    }
  }
}
