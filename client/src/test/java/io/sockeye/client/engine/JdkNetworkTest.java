package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests by the JDK's client against servers that answer by the byte. */
@Timeout(30)
final class JdkNetworkTest {
  @AutoClose
  private final JdkNetwork network =
      JdkNetwork.builder().proxySelector(HttpClient.Builder.NO_PROXY).build();

  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

  static HttpCall get(URI uri) {
    return new HttpCall("GET", uri, Map.of(), null, Duration.ZERO, 1000);
  }

  private static HttpCall post(URI uri, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new HttpCall("POST", uri, Map.of("X-Some", List.of("a")), bytes, Duration.ZERO, 1000);
  }

  private RawServer answering(RawServer.Conversation answer) {
    return RawServer.start(
        peer -> {
          while (true) {
            requests.add(peer.request());
            answer.with(peer);
          }
        });
  }

  @Test
  void answerComesWithItsStatusItsFieldsInLowerCaseAndItsBody() throws Exception {
    try (RawServer server = answering(p -> p.answer(404, "X-Thing: 1\r\nx-thing: 2\r\n", "no é"))) {
      HttpAnswer answer = network.send(get(server.uri("http:/a?b=c"))).get();

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.headers()).containsEntry("x-thing", List.of("1", "2"));
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("no é");
      assertThat(requests.take()).startsWith("GET /a?b=c HTTP/1.1\r\n");
    }
  }

  @Test
  void requestAsksForNoOtherProtocol() throws Exception {
    try (RawServer server = answering(peer -> peer.answer(200, "", ""))) {
      network.send(post(server.uri("http:/"), "hé")).get();

      assertThat(requests.take())
          .startsWith("POST / HTTP/1.1\r\n")
          .contains("X-Some: a\r\n", "Content-Length: 3\r\n")
          .doesNotContainIgnoringCase("upgrade")
          .doesNotContainIgnoringCase("cookie")
          .endsWith("\r\n\r\nhé");
    }
  }

  @Test
  void oneConnectionServesRequestAfterRequest() throws Exception {
    try (RawServer server = answering(peer -> peer.answer(200, "", "ok"))) {
      for (int i = 0; i < 20; i++) {
        network.send(get(server.uri("http:/"))).get();
      }

      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void nextRequestFromInsideTheAnswerTakesTheSameConnection() throws Exception {
    try (RawServer server = answering(peer -> peer.answer(200, "", "ok"))) {
      CompletableFuture<HttpAnswer> last = network.send(get(server.uri("http:/")));
      for (int i = 0; i < 20; i++) {
        last = last.thenCompose(answer -> network.send(get(server.uri("http:/"))));
      }
      last.get();

      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void redirectIsNotFollowed() throws Exception {
    try (RawServer server = answering(p -> p.answer(302, "Location: /elsewhere\r\n", ""))) {
      assertThat(network.send(get(server.uri("http:/"))).get().status()).isEqualTo(302);
      assertThat(requests).hasSize(1);
    }
  }

  @Test
  void cookiesOfAServerAreNotSentBack() throws Exception {
    try (RawServer server = answering(p -> p.answer(200, "Set-Cookie: a=b\r\n", ""))) {
      network.send(get(server.uri("http:/"))).get();
      network.send(get(server.uri("http:/"))).get();

      assertThat(requests)
          .hasSize(2)
          .allSatisfy(request -> assertThat(request).doesNotContainIgnoringCase("cookie"));
    }
  }

  @Test
  void cancellingTheFutureEndsTheConnection() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (RawServer server =
        RawServer.start(
            peer -> {
              requests.add(peer.request());
              peer.awaitEnd(ended);
            })) {
      CompletableFuture<HttpAnswer> answer = network.send(get(server.uri("http:/")));
      requests.take();
      answer.cancel(true);

      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void pollIsNotSentAgainWhenItsConnectionEndsWithoutAnAnswer() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              requests.add(peer.request());
              peer.answer(200, "", "first");
              requests.add(peer.request());
            })) {
      network.send(get(server.uri("http:/"))).get();
      CompletableFuture<HttpAnswer> second = network.send(get(server.uri("http:/")));

      assertThat(FailuresTest.failure(second)).isInstanceOf(ConnectFailure.Closed.class);
      assertThat(requests).hasSize(2);
    }
  }

  @Test
  void networkThatIsClosedFailsWhatIsUnderWayAndWhatComes() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              requests.add(peer.request());
              peer.awaitEnd();
            })) {
      CompletableFuture<HttpAnswer> answer = network.send(get(server.uri("http:/")));
      requests.take();
      network.close();

      assertThat(FailuresTest.failure(answer)).isInstanceOf(ConnectFailure.Closed.class);
      assertThat(FailuresTest.failure(network.send(get(server.uri("http:/")))))
          .isInstanceOf(ConnectFailure.Closed.class);
    }
  }

  // ---- limits

  private void assertCut(RawServer server) throws InterruptedException {
    assertThat(FailuresTest.failure(network.send(get(server.uri("http:/")))))
        .isInstanceOf(ConnectFailure.Protocol.class)
        .hasMessageContaining("at most 1000 bytes");
  }

  @Test
  void bodyOfTheLimitIsTaken() throws Exception {
    try (RawServer server = answering(peer -> peer.answer(200, "", "x".repeat(1000)))) {
      assertThat(network.send(get(server.uri("http:/"))).get().body()).hasSize(1000);
    }
  }

  @Test
  void bodyThatSaysItIsLongerThanTheLimitIsNotRead() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.request();
              peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
              peer.awaitEnd(ended);
            })) {
      assertCut(server);
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void bodyWithoutEndIsCutAtTheLimit() throws Exception {
    try (RawServer server = RawServer.start(peer -> endless(peer, "Connection: close\r\n"))) {
      assertCut(server);
    }
  }

  /** Writes until the client ends the connection. */
  static void endless(RawPeer peer, String fields) throws IOException {
    peer.request();
    peer.write("HTTP/1.1 200 OK\r\n" + fields + "\r\n");
    byte[] more = new byte[65536];
    while (true) {
      peer.write(more);
    }
  }

  @Test
  void chunksWithoutEndAreCutAtTheLimit() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.request();
              peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              try {
                while (true) {
                  peer.write("1\r\nx\r\n");
                }
              } finally {
                ended.countDown();
              }
            })) {
      assertCut(server);
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void hugeHeaderFieldsAreRefused() throws Exception {
    try (RawServer server =
        RawServer.start(
            peer -> {
              peer.request();
              peer.write("HTTP/1.1 200 OK\r\n");
              String field = "X-Field: " + "x".repeat(1000) + "\r\n";
              while (true) {
                peer.write(field);
              }
            })) {
      assertThat(FailuresTest.failure(network.send(get(server.uri("http:/")))))
          .isInstanceOf(ConnectFailure.Protocol.class);
    }
  }
}
