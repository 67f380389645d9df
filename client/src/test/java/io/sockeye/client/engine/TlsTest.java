package io.sockeye.client.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.protocol.Slice;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS: what is trusted, and what is said of what is not. */
@Timeout(30)
final class TlsTest {
  private static RawServer server(SSLContext context) {
    return RawServer.start(
        context.getServerSocketFactory(),
        peer -> {
          String request = peer.head();
          assertThat(request).contains("HTTP/1.1");
          peer.answer(200, "Connection: close\r\n", "secret");
        });
  }

  private static JdkNetwork.Builder direct() {
    return JdkNetwork.builder().proxySelector(HttpClient.Builder.NO_PROXY);
  }

  private static Throwable failure(JdkNetwork network, RawServer server) throws Exception {
    return FailuresTest.failure(network.send(JdkNetworkTest.get(server.uri("https:/"))));
  }

  private static Throwable webSocketFailure(JdkNetwork network, RawServer server) throws Exception {
    URI uri = server.uri("wss:/");
    return FailuresTest.failure(
        network.openWebSocket(
            new WebSocketCall(uri, Map.of(), List.of(), Duration.ZERO, 1000),
            new WebSocketRecord()));
  }

  @Test
  void certificateThatIsTrustedIsTaken() throws Exception {
    KeyStore keys = Certificates.good();
    try (RawServer server = server(Certificates.server(keys));
        JdkNetwork network = direct().sslContext(Certificates.trusting(keys)).build()) {
      HttpAnswer answer = network.send(JdkNetworkTest.get(server.uri("https:/"))).get();

      assertThat(new String(answer.body(), UTF_8)).isEqualTo("secret");
    }
  }

  @Test
  void webSocketCarriesLargeMessagesBothWays() throws Exception {
    KeyStore keys = Certificates.good();
    WebSocketRecord events = new WebSocketRecord();
    try (RawServer server =
            RawServer.start(
                Certificates.server(keys).getServerSocketFactory(),
                peer -> {
                  peer.acceptWebSocket("");
                  RawPeer.Frame message = peer.message();
                  peer.frame(true, message.opcode(), message.payload());
                  peer.awaitEnd();
                });
        JdkNetwork network = direct().sslContext(Certificates.trusting(keys)).build()) {
      int size = 3 << 20;
      WebSocketChannel channel =
          network
              .openWebSocket(
                  new WebSocketCall(server.uri("wss:/"), Map.of(), List.of(), Duration.ZERO, size),
                  events)
              .get();
      channel.request(1);
      channel.send(false, Slice.of("x".repeat(size).getBytes(UTF_8)));

      assertThat((String) events.next()).hasSize("text ".length() + size).endsWith("x");
      await().until(() -> channel.queuedBytes() == 0);
    }
  }

  @Test
  void certificateThatNobodySignedIsRefused() throws Exception {
    KeyStore keys = Certificates.good();
    try (RawServer server = server(Certificates.server(keys));
        JdkNetwork network = direct().build()) {
      assertThat(failure(network, server))
          .isInstanceOf(ConnectFailure.Tls.class)
          .hasMessageContaining("not signed by anybody we trust");
      assertThat(webSocketFailure(network, server))
          .isInstanceOf(ConnectFailure.Tls.class)
          .hasMessageContaining("not signed by anybody we trust");
    }
  }

  @Test
  void certificateOfAnotherHostIsRefused() throws Exception {
    KeyStore keys = Certificates.ofAnotherHost();
    try (RawServer server = server(Certificates.server(keys));
        JdkNetwork network = direct().sslContext(Certificates.trusting(keys)).build()) {
      assertThat(failure(network, server))
          .isInstanceOf(ConnectFailure.Tls.class)
          .hasMessageContaining("for another host");
      assertThat(webSocketFailure(network, server)).isInstanceOf(ConnectFailure.Tls.class);
    }
  }

  @Test
  void certificateThatHasExpiredIsRefused() throws Exception {
    KeyStore keys = Certificates.expired();
    try (RawServer server = server(Certificates.server(keys));
        JdkNetwork network = direct().sslContext(Certificates.trusting(keys)).build()) {
      assertThat(failure(network, server))
          .isInstanceOf(ConnectFailure.Tls.class)
          .hasMessageContaining("has expired");
    }
  }

  @Test
  void versionsWithoutACommonOneAreRefused() throws Exception {
    KeyStore keys = Certificates.good();
    SSLContext context = Certificates.server(keys);
    try (RawServer server =
            RawServer.start(
                new OldTls(context.getServerSocketFactory()), peer -> peer.answer(200, "", ""));
        JdkNetwork network =
            direct()
                .sslContext(Certificates.trusting(keys))
                .sslParameters(new SSLParameters(null, new String[] {"TLSv1.3"}))
                .build()) {
      assertThat(failure(network, server))
          .isInstanceOf(ConnectFailure.Tls.class)
          .hasMessageContaining("no version of TLS");
    }
  }

  @Test
  void serverWithoutTlsIsNamed() throws Exception {
    try (RawServer server =
            RawServer.start(
                peer -> {
                  peer.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                  peer.awaitEnd();
                });
        JdkNetwork network = direct().build()) {
      assertThat(failure(network, server))
          .isInstanceOf(ConnectFailure.Tls.class)
          .hasMessageContaining("is it http rather than https?");
    }
  }
}
