package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.testkit.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody holds a connection longer than the options allow (V14, V15, O09). */
@SuppressWarnings("FutureReturnValueIgnored") // of what drips until the test ends
final class TimeLimitsTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int ATTEMPTS = 20;

  private final EchoEndpoint endpoint = new EchoEndpoint();
  private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor();
  private NettyServer server;

  @AfterEach
  void stop() {
    pacer.shutdownNow();
    server.close();
  }

  private WireClient start(NettyOptions.Builder options) {
    server =
        NettyServer.start(
            endpoint, options.host("127.0.0.1").shutdownTimeout(Duration.ofMillis(100)).build());
    return WireClient.connect(server.port());
  }

  private WireClient start(NettyOptions.Builder options, Consumer<WireClient> begin) {
    start(options).close();
    return connect(begin);
  }

  /**
   * A connection that has begun within the shortest time limit; another one if this thread was held
   * up, for the server may rightly have ended the first.
   */
  private WireClient connect(Consumer<WireClient> begin) {
    for (int i = 0; i < ATTEMPTS; i++) {
      long start = System.nanoTime();
      WireClient client = WireClient.connect(server.port());
      try {
        begin.accept(client);
        if (System.nanoTime() - start < SHORT.toNanos()) {
          return client;
        }
      } catch (UncheckedIOException ended) {
        // It took too long.
      }
      client.close();
    }
    throw new AssertionError("expected a connection to begin within " + SHORT);
  }

  /** Sends a byte each 20 ms until that fails. */
  private CompletableFuture<Void> drip(WireClient client, String endless) {
    CompletableFuture<Void> failed = new CompletableFuture<>();
    int[] next = {0};
    pacer.scheduleAtFixedRate(
        () -> {
          try {
            client.send(String.valueOf(endless.charAt(next[0]++ % endless.length())));
          } catch (UncheckedIOException e) {
            failed.complete(null);
            throw e;
          }
        },
        0,
        20,
        TimeUnit.MILLISECONDS);
    return failed;
  }

  @Test
  void connectionWithoutAByteIsClosed() {
    WireClient client = start(NettyOptions.builder().headersTimeout(SHORT));

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void headThatDripsInIsRefused() {
    WireClient client =
        start(
            NettyOptions.builder().headersTimeout(SHORT),
            begun -> begun.send("GET /engine/ HTTP/1.1\r\nX-One: "));

    CompletableFuture<Void> cut = drip(client, "x");

    assertThat(client.answer().status()).isEqualTo(408);
    assertThat(client.rest()).isEmpty();
    assertThat(cut).succeedsWithin(Duration.ofSeconds(5));
    assertThat(endpoint.requests).isEmpty();
  }

  @Test
  void secondHeadThatDripsInIsRefused() {
    WireClient client =
        start(NettyOptions.builder().headersTimeout(SHORT), begun -> begun.get("/engine/"));
    client.answer();

    drip(client, "GET /engine/?xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");

    assertThat(client.answer().status()).isEqualTo(408);
    assertThat(client.rest()).isEmpty();
  }

  @Test
  void headThatBeganBeforeTheLastAnswerIsRefused() {
    WireClient client =
        start(
            NettyOptions.builder().headersTimeout(SHORT),
            begun -> begun.get("/engine/").send("GET /engine/ HT"));

    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(client.answer().status()).isEqualTo(408);
  }

  @Test
  void bodyThatDripsInIsRefused() {
    WireClient client = start(NettyOptions.builder().bodyTimeout(SHORT));
    client.send("POST /engine/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");

    drip(client, "x");

    assertThat(client.answer().status()).isEqualTo(408);
    assertThat(client.rest()).isEmpty();
    assertThat(endpoint.aborts).hasValue(1);
  }

  @Test
  void bodyThatDripsInAfterTheAnswerEndsTheConnection() {
    String tooMuch = "x".repeat(EchoEndpoint.MAX_BYTES + 1);
    WireClient client =
        start(
            NettyOptions.builder().bodyTimeout(SHORT),
            begun ->
                begun
                    .send("POST /engine/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n")
                    .send(tooMuch));
    assertThat(client.answer().status()).isEqualTo(413);

    drip(client, "x");

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void idleConnectionIsClosed() {
    WireClient client = start(NettyOptions.builder().keepAliveTimeout(SHORT));

    client.get("/engine/").answer();

    assertThat(client.rest()).isEmpty();
  }

  @Test
  void hangingExchangeAndWebSocketAreNotIdle() {
    WireClient poll =
        start(
            NettyOptions.builder()
                .keepAliveTimeout(SHORT)
                .headersTimeout(SHORT)
                .bodyTimeout(SHORT)
                .writeTimeout(SHORT),
            begun -> begun.get("/engine/?hang"));
    WireClient webSocket = connect(begun -> begun.handshake("/engine/"));
    assertThat(webSocket.answer().status()).isEqualTo(101);

    // Another connection measures the time: it ends after twice the limits.
    WireClient idle = WireClient.connect(server.port());
    idle.rest();
    WireClient.connect(server.port()).rest();

    // The poll hangs; those that began too late, if any, have ended.
    await().until(() -> endpoint.aborts.get() == hangingRequests() - 1);
    assertThat(webSocket.text("alive").frame().text()).isEqualTo("4alive");
    poll.close();
  }

  private long hangingRequests() {
    return endpoint.requests.stream().filter(request -> request.endsWith("?hang")).count();
  }

  @Test
  void answerThatNobodyReadsEndsTheConnection() {
    WireClient client = start(NettyOptions.builder().writeTimeout(SHORT));
    String large = "x".repeat(EchoEndpoint.MAX_BYTES);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 50; i++) {
                client.post("/engine/", large);
              }
            });

    assertThat(sending).failsWithin(Duration.ofSeconds(10));
  }

  @Test
  void webSocketThatDoesNotReadIsClosed() {
    WireClient client = start(NettyOptions.builder().writeTimeout(SHORT));
    client.openWebSocket("/engine/");

    for (int i = 0; i < 50; i++) {
      endpoint.links.get(0).send(EchoEndpoint.message("x".repeat(EchoEndpoint.MAX_BYTES)), true);
    }

    await().untilAsserted(() -> assertThat(endpoint.closeCodes).containsExactly(1006));
  }

  @Test
  void webSocketThatReadsSlowlyIsKept() {
    WireClient client = start(NettyOptions.builder().writeTimeout(Duration.ofSeconds(1)));
    client.openWebSocket("/engine/");
    int messages = 60;
    AtomicInteger read = new AtomicInteger();
    // Before anything is sent, for the time limit begins then.
    pacer.scheduleAtFixedRate(
        () -> {
          client.frame();
          read.incrementAndGet();
        },
        0,
        40,
        TimeUnit.MILLISECONDS);

    for (int i = 0; i < messages; i++) {
      endpoint.links.get(0).send(EchoEndpoint.message("x".repeat(EchoEndpoint.MAX_BYTES)), true);
    }

    await().untilAsserted(() -> assertThat(read).hasValue(messages));
    assertThat(endpoint.closeCodes).isEmpty();
  }

  @Test
  void tlsHandshakeThatStallsIsGivenUp() throws IOException {
    start(
            NettyOptions.builder()
                .tlsHandshakeTimeout(SHORT)
                .tls(Tls.certificate(), Tls.privateKey()))
        .close();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      WireClient client = WireClient.over(socket);

      client.send(new byte[] {22, 3, 1, 0});

      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void tlsConnectionWithoutARequestIsClosed() throws IOException {
    start(NettyOptions.builder().headersTimeout(SHORT).tls(Tls.keyStore(), Tls.PASSWORD)).close();
    try (Socket socket = Tls.socket(server.port())) {
      assertThat(WireClient.over(socket).rest()).isEmpty();
    }
  }
}
