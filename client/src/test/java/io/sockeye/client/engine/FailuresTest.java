package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the JDK throws, in our kinds of failure. */
@Timeout(30)
final class FailuresTest {
  private static final String UP = "; is the server up, and the port right?";

  @AutoClose
  private final JdkNetwork network =
      JdkNetwork.builder().proxySelector(HttpClient.Builder.NO_PROXY).build();

  /** What a future fails with. */
  static Throwable failure(CompletableFuture<?> future) throws InterruptedException {
    try {
      Object result = future.get();
      throw new AssertionError("expected a failure, got " + result);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  private Throwable failureOf(URI uri) throws InterruptedException {
    return failure(network.send(JdkNetworkTest.get(uri)));
  }

  private Throwable webSocketFailureOf(URI uri) throws InterruptedException {
    return failure(webSocket(uri, Duration.ZERO));
  }

  private CompletableFuture<WebSocketChannel> webSocket(URI uri, Duration timeout) {
    return network.openWebSocket(
        new WebSocketCall(uri, Map.of(), List.of(), timeout, 1000), new WebSocketRecord());
  }

  private static int closedPort() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return server.getLocalPort();
    }
  }

  @Test
  void nameWithoutAnAddressIsDns() throws Exception {
    assertThat(failureOf(URI.create("http://nowhere.invalid/")))
        .isInstanceOf(ConnectFailure.Dns.class)
        .hasMessageContaining("\"nowhere.invalid\"");
    assertThat(webSocketFailureOf(URI.create("ws://nowhere.invalid/")))
        .isInstanceOf(ConnectFailure.Dns.class);
  }

  @Test
  void portThatNobodyListensOnIsTcp() throws Exception {
    int port = closedPort();

    assertThat(failureOf(URI.create("http://127.0.0.1:" + port + "/")))
        .isInstanceOf(ConnectFailure.Tcp.class)
        .hasMessage("TCP: connection refused by 127.0.0.1:" + port + UP);
    assertThat(webSocketFailureOf(URI.create("ws://127.0.0.1:" + port + "/")))
        .isInstanceOf(ConnectFailure.Tcp.class)
        .hasMessage("TCP: connection refused by 127.0.0.1:" + port + UP);
  }

  @Test
  void answerThatDoesNotComeInTimeIsTimeout() throws Exception {
    try (RawServer server = RawServer.start(RawPeer::awaitEnd)) {
      Duration limit = Duration.ofMillis(50);
      URI uri = server.uri("http:/a?secret=1");
      Throwable failure =
          failure(network.send(new HttpCall("GET", uri, Map.of(), null, limit, 1000)));

      assertThat(failure)
          .isInstanceOf(ConnectFailure.Timeout.class)
          .hasMessageMatching(
              // On a slow machine not even the connection is there in time.
              "timeout: the (answer of http|connection to )[^?]* took more than 50 ms(; is that the port .*)?");
      assertThat(((ConnectFailure.Timeout) failure).after()).isEqualTo(limit);
      assertThat(failure(webSocket(server.uri("ws:/a"), limit)))
          .isInstanceOf(ConnectFailure.Timeout.class);
    }
  }

  @Test
  void connectionThatEndsWithoutAnAnswerIsClosed() throws Exception {
    try (RawServer server = RawServer.start(RawPeer::request)) {
      assertThat(failureOf(server.uri("http:/"))).isInstanceOf(ConnectFailure.Closed.class);
      assertThat(webSocketFailureOf(server.uri("ws:/"))).isInstanceOf(ConnectFailure.Closed.class);
    }
  }

  @Test
  void connectionThatEndsInTheMiddleOfABodyIsClosed() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.request();
              peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            })) {
      assertThat(failureOf(server.uri("http:/"))).isInstanceOf(ConnectFailure.Closed.class);
    }
  }

  @Test
  void connectionThatIsResetIsTcp() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.request();
              peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n");
              peer.reset();
            })) {
      assertThat(failureOf(server.uri("http:/"))).isInstanceOf(ConnectFailure.Tcp.class);
      assertThat(webSocketFailureOf(server.uri("ws:/"))).isInstanceOf(ConnectFailure.Tcp.class);
    }
  }

  @Test
  void answerThatIsNotHttpIsProtocol() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.write("220 mail.example ESMTP\r\n\r\n");
              peer.awaitEnd();
            })) {
      assertThat(failureOf(server.uri("http:/")))
          .isInstanceOf(ConnectFailure.Protocol.class)
          .hasMessageContaining("expected HTTP");
    }
  }

  @Test
  void switchOfProtocolsThatNobodyAskedForIsProtocol() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.request();
              peer.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
              byte[] more = new byte[65536];
              while (true) {
                peer.write(more);
              }
            })) {
      assertThat(failureOf(server.uri("http:/"))).isInstanceOf(ConnectFailure.Protocol.class);
    }
  }

  // ---- what is thrown at once

  @Test
  void selectorOfProxiesThatThrowsIsProxy() throws Exception {
    RecordingSelector selector =
        new RecordingSelector(
            uri -> {
              throw new IllegalStateException("no pac file");
            });
    try (JdkNetwork throwing = JdkNetwork.builder().proxySelector(selector).build()) {
      assertThat(failure(throwing.send(JdkNetworkTest.get(URI.create("http://127.0.0.1:1/")))))
          .isInstanceOf(ConnectFailure.Proxy.class)
          .hasMessageContaining("the ProxySelector failed for http://127.0.0.1:1/")
          .hasRootCauseMessage("no pac file");
      WebSocketCall call =
          new WebSocketCall(
              URI.create("ws://127.0.0.1:1/"), Map.of(), List.of(), Duration.ZERO, 1000);
      assertThat(failure(throwing.openWebSocket(call, new WebSocketRecord())))
          .isInstanceOf(ConnectFailure.Proxy.class);
    }
  }

  @Test
  void fieldThatIsNotFitForHttpIsProtocolAndNotShown() throws Exception {
    Map<String, List<String>> fields = Map.of("Cookie", List.of("secret\r\nX: y"));
    URI uri = URI.create("http://127.0.0.1:1/");
    assertThat(failure(network.send(new HttpCall("GET", uri, fields, null, Duration.ZERO, 1000))))
        .isInstanceOf(ConnectFailure.Protocol.class)
        .hasMessageContaining("fit for HTTP")
        .hasMessageNotContaining("secret");
    WebSocketCall call =
        new WebSocketCall(URI.create("ws://127.0.0.1:1/"), fields, List.of(), Duration.ZERO, 1000);
    assertThat(failure(network.openWebSocket(call, new WebSocketRecord())))
        .isInstanceOf(ConnectFailure.Protocol.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void whatAServerWritesIsShownInOneLineAndWithoutControls() throws Exception {
    try (RawServer server =
        RawServer.answering(503, "Connection: close\r\n", "a\r\nb\u202ec\u001b[31m")) {
      assertThat(webSocketFailureOf(server.uri("ws:/")).getMessage())
          .contains("(a b\\u202ec [31m)")
          .doesNotContain("\u001b", "\u202e", "\n");
    }
  }

  // ---- WebSocket handshakes

  @Test
  void handshakeThatIsRefusedIsHttpWithStatusAndBody() throws Exception {
    try (RawServer server =
        RawServer.answering(400, "Connection: close\r\nRetry-After: 7\r\n", "Session ID unknown")) {
      Throwable failure = webSocketFailureOf(server.uri("ws:/socket.io/?sid=x"));

      assertThat(failure)
          .isInstanceOf(ConnectFailure.Http.class)
          .hasMessageContaining("expected 101, got 400 (Session ID unknown)")
          .hasMessageContaining("sticky")
          .hasMessageNotContaining("sid=x");
      ConnectFailure.Http http = (ConnectFailure.Http) failure;
      assertThat(http.status()).isEqualTo(400);
      assertThat(http.body()).isEqualTo("Session ID unknown");
      assertThat(http.retryAfter()).contains(Duration.ofSeconds(7));
    }
  }

  @Test
  void redirectOfAHandshakeIsNotFollowed() throws Exception {
    try (RawServer server = RawServer.answering(301, "Location: /elsewhere\r\n", "")) {
      assertThat(webSocketFailureOf(server.uri("ws:/")))
          .isInstanceOf(ConnectFailure.Http.class)
          .hasMessageContaining("it points to /elsewhere");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void handshakeThatIsAnsweredWithABodyWithoutEndIsNotReadOn() throws Exception {
    try (RawServer server = RawServer.start(peer -> JdkNetworkTest.endless(peer, ""))) {
      assertThat(webSocketFailureOf(server.uri("ws:/")))
          .isInstanceOf(ConnectFailure.Http.class)
          .hasMessageContaining("the server refused with a body of unknown length");
    }
  }

  private static String switching(String field) {
    return String.join(
        "\r\n",
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        field,
        "",
        "");
  }

  @Test
  void handshakeThatIsAnsweredWithABodyOfUnknownLengthIsStillHttp() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.request();
              peer.write(
                  "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\nRetry-After: 9\r\n\r\n");
              peer.write("4\r\nbusy\r\n0\r\n\r\n");
            })) {
      Throwable failure = webSocketFailureOf(server.uri("ws:/"));

      assertThat(failure)
          .isInstanceOf(ConnectFailure.Http.class)
          .hasMessageContaining("expected 101, got 503 (busy)");
      assertThat(((ConnectFailure.Http) failure).retryAfter()).contains(Duration.ofSeconds(9));
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void handshakeThatIsWrongIsProtocol() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.request();
              peer.write(switching("Sec-WebSocket-Accept: nonsense"));
              peer.awaitEnd();
            })) {
      assertThat(webSocketFailureOf(server.uri("ws:/")))
          .isInstanceOf(ConnectFailure.Protocol.class)
          .hasMessageContaining("Sec-WebSocket-Accept");
    }
  }
}
