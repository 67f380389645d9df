package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that answer a WebSocket handshake with more than anybody can read. */
@Timeout(30)
final class HandshakeGuardTest {
  @AutoClose
  private final JdkNetwork network =
      JdkNetwork.builder().proxySelector(HttpClient.Builder.NO_PROXY).build();

  private final CountDownLatch ended = new CountDownLatch(1);

  private CompletableFuture<WebSocketChannel> open(RawServer server) {
    return network.openWebSocket(
        new WebSocketCall(server.uri("ws:/path?a=b"), Map.of(), List.of(), Duration.ZERO, 1000),
        new WebSocketRecord());
  }

  /** The failure, and the connection must have ended. */
  private ConnectFailure failure(RawServer server) throws InterruptedException {
    Throwable failure = FailuresTest.failure(open(server));
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    return (ConnectFailure) failure;
  }

  private void writeWithoutEnd(RawPeer peer, boolean chunked) throws IOException {
    byte[] more = new byte[65536];
    try {
      while (true) {
        peer.write(chunked ? "10000\r\n" : "");
        peer.write(more);
        peer.write(chunked ? "\r\n" : "");
      }
    } finally {
      ended.countDown();
    }
  }

  @Test
  void agreementInChunksIsNotReadOn() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.acceptWebSocket("Transfer-Encoding: chunked\r\n");
              writeWithoutEnd(peer, true);
            })) {
      assertThat(failure(server))
          .isInstanceOf(ConnectFailure.Http.class)
          .hasMessageContaining("the server refused with a body of unknown length");
    }
  }

  @Test
  void agreementWithALongBodyIsNotReadOn() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.acceptWebSocket("Content-Length: 99999999999\r\n");
              writeWithoutEnd(peer, false);
            })) {
      assertThat(failure(server))
          .isInstanceOf(ConnectFailure.Http.class)
          .hasMessageContaining("the server refused with a body of 99999999999 bytes");
    }
  }

  @Test
  void refusalThatLooksLikeAnAgreementIsNotReadForLong() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.head();
              peer.write("HTTP/1.1 200 OK\r\nSec-WebSocket-Accept: x\r\nRetry-After: 5\r\n\r\n");
              peer.awaitEnd(ended); // Bytes without end would only take the memory of this test.
            })) {
      ConnectFailure.Http failure = (ConnectFailure.Http) failure(server);

      assertThat(failure).hasMessageContaining("a body of unknown length");
      assertThat(failure.status()).isZero();
      assertThat(failure.retryAfter()).contains(Duration.ofSeconds(5));
    }
  }

  @Test
  void connectionOfARefusalThatIsNotReadEnds() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              if (peer.head().contains("Sec-WebSocket-Key")) {
                peer.write("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\n\r\n");
                peer.awaitEnd(ended);
              }
            })) {
      ConnectFailure.Http failure = (ConnectFailure.Http) failure(server);

      assertThat(failure).hasMessageContaining("expected 101, the server refused with a body");
      assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
    }
  }

  @Test
  void oneRefusalEndsNoOtherHandshakeWithTheSameAddress() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    RawServer[] self = new RawServer[1];
    try (RawServer server =
        RawServer.start(
            peer -> {
              if (self[0].accepted() == 1) {
                waiting.countDown();
                RawPeer.await(refused);
                peer.acceptWebSocket("");
                peer.awaitEnd();
              } else {
                peer.head();
                peer.write("HTTP/1.1 503 Busy\r\n\r\n");
              }
            })) {
      self[0] = server;
      CompletableFuture<WebSocketChannel> first = open(server);
      assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(FailuresTest.failure(open(server))).isInstanceOf(ConnectFailure.class);
      refused.countDown();

      assertThat(first.get(10, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void openWebSocketStaysOpenPastTheDeadline() throws Exception {
    CompletableFuture<String> request = new CompletableFuture<>();
    try (RawServer server =
        RawServer.start(
            peer -> {
              request.complete(peer.acceptWebSocket(""));
              peer.awaitEnd(ended);
            })) {
      open(server).get(10, TimeUnit.SECONDS);

      assertThat(ended.await(1500, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(request.get())
          .startsWith("GET /path?a=b HTTP/1.1\r\n")
          .contains("Host: 127.0.0.1:" + server.port() + "\r\n")
          .doesNotContain("@")
          .doesNotContainIgnoringCase("authorization");
    }
  }

  @Test
  void selectorOfProxiesSeesTheAddressAsItIs() throws Exception {
    CompletableFuture<URI> seen = new CompletableFuture<>();
    ProxySelector selector =
        new RecordingSelector(
            uri -> {
              seen.complete(uri);
              return List.of();
            });
    try (RawServer server =
            RawServer.start(
                peer -> {
                  peer.acceptWebSocket("");
                  peer.awaitEnd();
                });
        JdkNetwork asking = JdkNetwork.builder().proxySelector(selector).build()) {
      asking
          .openWebSocket(
              new WebSocketCall(server.uri("ws:/a?b"), Map.of(), List.of(), Duration.ZERO, 1000),
              new WebSocketRecord())
          .get(10, TimeUnit.SECONDS);

      assertThat(seen.get()).isEqualTo(server.uri("http:/a?b"));
    }
  }
}
