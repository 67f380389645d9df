package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.netty.channel.kqueue.KQueue;
import io.sockeye.netty.NettyOptions.Transport;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.testkit.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

final class NettyServerTest {
  private final EchoEndpoint endpoint = new EchoEndpoint();

  private static NettyOptions.Builder options() {
    return NettyOptions.builder().host("127.0.0.1").shutdownTimeout(Duration.ofMillis(500));
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sockeye-"))
        .count();
  }

  @Test
  void portThatIsTakenIsReportedAndNothingIsLeftRunning() {
    try (NettyServer first = NettyServer.start(endpoint, options().build())) {
      long before = threads();
      NettyOptions same = options().port(first.port()).build();

      assertThatThrownBy(() -> NettyServer.start(endpoint, same))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining(String.valueOf(first.port()));

      await().until(() -> threads() <= before);
    }
  }

  @Test
  void hostThatIsUnknownIsReported() {
    assertThatThrownBy(
            () -> NettyServer.start(endpoint, NettyOptions.builder().host("no.invalid").build()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no.invalid");
  }

  @Test
  void transportThatIsNotThereIsReported() {
    assumeFalse(KQueue.isAvailable());

    assertThatThrownBy(
            () -> NettyServer.start(endpoint, options().transport(Transport.KQUEUE).build()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("KQUEUE");
  }

  @Test
  void closeIsIdempotentAndEndsAllThreads() {
    long before = threads();
    NettyServer server = NettyServer.start(endpoint, options().build());
    int port = server.port();

    server.close();
    server.close();

    assertThat(server.closeAsync().toCompletableFuture()).isCompleted();
    await().until(() -> threads() <= before);
    assertThatThrownBy(() -> WireClient.connect(port)).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void closeEndsAllThreadsWhateverFails() {
    long before = threads();
    NettyServer server =
        NettyServer.start(
            endpoint,
            options().build(),
            atMost -> {
              throw new OutOfMemoryError("as a step of the shutdown may");
            });

    server.close();

    await().until(() -> threads() <= before);
  }

  @Test
  void closeMayBeCalledOnAnIoThread() {
    CompletableFuture<NettyServer> server = new CompletableFuture<>();
    EchoEndpoint closing =
        new EchoEndpoint() {
          @Override
          public void handle(io.sockeye.server.engine.HttpExchange exchange) {
            server.join().close();
            exchange.respond(HttpResponse.of(204));
          }
        };
    NettyServer started = NettyServer.start(closing, options().build());
    server.complete(started);

    WireClient client = WireClient.connect(started.port()).get("/engine/");

    assertThat(client.answer().status()).isEqualTo(204);
    assertThat(client.rest()).isEmpty();
    assertThat(started.closeAsync().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void closeEndsIdleConnectionsAtOnce() {
    NettyServer server =
        NettyServer.start(endpoint, options().shutdownTimeout(Duration.ofMinutes(1)).build());
    WireClient used = WireClient.connect(server.port());
    used.get("/engine/").answer();
    WireClient fresh = WireClient.connect(server.port());

    server.close();

    assertThat(used.rest()).isEmpty();
    assertThat(fresh.rest()).isEmpty();
  }

  @Test
  void answersThatAreOwedAreStillGivenWhileClosing() {
    NettyServer server =
        NettyServer.start(endpoint, options().shutdownTimeout(Duration.ofMinutes(1)).build());
    WireClient client = WireClient.connect(server.port());
    client.send("POST /engine/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab");
    await().until(() -> !endpoint.requests.isEmpty());

    CompletableFuture<Void> closed = server.closeAsync().toCompletableFuture();
    client.send("cd");

    assertThat(client.answer().body()).isEqualTo("abcd");
    assertThat(client.rest()).isEmpty();
    assertThat(closed).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void whatHangsIsCutWhenTheTimeIsUp() {
    NettyServer server =
        NettyServer.start(endpoint, options().shutdownTimeout(Duration.ofMillis(50)).build());
    WireClient client = WireClient.connect(server.port()).get("/engine/?hang");
    await().until(() -> !endpoint.requests.isEmpty());

    server.close();

    assertThat(client.rest()).isEmpty();
    assertThat(endpoint.aborts).hasValue(1);
  }

  @Test
  void otherRequestsAreAnswered404() {
    try (NettyServer server = NettyServer.start(endpoint, options().build());
        WireClient client = WireClient.connect(server.port())) {
      assertThat(client.get("/favicon.ico").answer().status()).isEqualTo(404);
      assertThat(client.get("/engine/").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void fallbackAnswersOtherRequests() {
    NettyOptions options =
        options()
            .fallback(
                exchange ->
                    exchange.respond(
                        HttpResponse.text(200, "text/plain", exchange.request().path())))
            .build();
    try (NettyServer server = NettyServer.start(endpoint, options);
        WireClient client = WireClient.connect(server.port())) {
      assertThat(client.get("/index.html").answer().body()).isEqualTo("/index.html");
      assertThat(client.get("/engine/").answer().body()).isEmpty();
      assertThat(client.get("/style.css?v=1").answer().body()).isEqualTo("/style.css");
    }
  }

  @Test
  void fallbackThatFailsIsAnswered500() {
    NettyOptions options =
        options()
            .fallback(
                exchange -> {
                  throw new IllegalStateException("a secret");
                })
            .build();
    try (NettyServer server = NettyServer.start(endpoint, options);
        WireClient client = WireClient.connect(server.port())) {
      WireClient.Answer answer = client.get("/").answer();

      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void otherUpgradesAreCut() {
    try (NettyServer server = NettyServer.start(endpoint, options().build());
        WireClient client = WireClient.connect(server.port())) {
      assertThat(client.handshake("/elsewhere").rest()).isEmpty();
    }
  }

  @Test
  void targetMayBeAbsolute() {
    try (NettyServer server = NettyServer.start(endpoint, options().build());
        WireClient client = WireClient.connect(server.port())) {
      assertThat(client.get("http://example.org/engine/?a=b").answer().status()).isEqualTo(200);
      assertThat(client.get("http://example.org?a=b").answer().status()).isEqualTo(404);
      assertThat(endpoint.requests).containsExactly("GET /engine/?a=b");
    }
  }

  @Test
  void http10IsAnsweredAndClosed() {
    try (NettyServer server = NettyServer.start(endpoint, options().build());
        WireClient client = WireClient.connect(server.port())) {
      client.send("GET /engine/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void clientOfTheJdkIsServed() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    try (NettyServer server = NettyServer.start(endpoint, options().build())) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/engine/"))
              .expectContinue(true)
              .POST(HttpRequest.BodyPublishers.ofString("€".repeat(100_000)))
              .build();

      for (int i = 0; i < 5; i++) {
        assertThat(client.send(request, BodyHandlers.ofString()).body()).hasSize(100_000);
      }
    }
  }

  @Test
  void tls13And12AreSpokenWithAuthenticatedCiphersOnly() throws IOException {
    NettyOptions options = options().tls(Tls.certificate(), Tls.privateKey()).build();
    try (NettyServer server = NettyServer.start(endpoint, options);
        SSLSocket newer = Tls.socket(server.port());
        SSLSocket older = Tls.socket(server.port());
        SSLSocket weak = Tls.socket(server.port())) {
      older.setEnabledProtocols(new String[] {"TLSv1.2"});
      weak.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});

      WireClient.over(newer).get("/engine/").answer();
      WireClient.over(older).get("/engine/").answer();

      assertThat(newer.getSession().getProtocol()).isEqualTo("TLSv1.3");
      assertThat(older.getSession().getCipherSuite()).contains("GCM");
      assertThatThrownBy(weak::startHandshake).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void plainTextToATlsPortIsCut() {
    NettyOptions options = options().tls(Tls.keyStore(), Tls.PASSWORD).build();
    try (NettyServer server = NettyServer.start(endpoint, options);
        WireClient client = WireClient.connect(server.port())) {
      client.get("/engine/").rest();

      assertThat(endpoint.requests).isEmpty();
    }
  }

  @Test
  void optionsAreCheckedAtOnce() {
    NettyOptions.Builder builder = NettyOptions.builder();

    assertThatThrownBy(() -> builder.port(65_536)).hasMessageContaining("65536");
    assertThatThrownBy(() -> builder.eventLoopThreads(0)).hasMessageContaining("eventLoopThreads");
    assertThatThrownBy(() -> builder.bodyTimeout(Duration.ZERO))
        .hasMessageContaining("bodyTimeout");
    assertThatThrownBy(() -> builder.tls(Path.of("missing.pem"), Path.of("missing.key")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("missing.pem");
    assertThatThrownBy(() -> builder.tls(Tls.privateKey(), Tls.privateKey()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key.pem");
    assertThatThrownBy(() -> builder.tls(Tls.keyStore(), "wrong".toCharArray()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
