package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.server.EventRateLimiter;
import io.sockeye.server.EventRateLimiter.Policy;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.SidBinding;
import io.sockeye.server.traffic.RateLimit;
import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each limit of how often and how many, hit by real connections, by a clock that the test moves;
 * and whose they are (rows O06, T18, S03, P18, P20 of the reliability spec).
 */
final class RateLimitsTest {
  private static final String PATH = "/socket.io/?EIO=4&transport=";
  private static final String POLLING = PATH + "polling";

  private final ManualTimers timers = new ManualTimers();
  private final Queue<String> limits = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> seen = new ConcurrentLinkedQueue<>();
  private final Queue<String> addresses = new ConcurrentLinkedQueue<>();
  private final Queue<String> disconnected = new ConcurrentLinkedQueue<>();
  private NettyServer server;

  private void start(SocketIoServer.Builder builder) {
    start(builder, "127.0.0.1");
  }

  private void start(SocketIoServer.Builder builder, String host) {
    SocketIoServer io =
        builder
            .timers(timers)
            .observer(
                new ServerObserver() {
                  @Override
                  public void limitHit(String limit, String detail) {
                    limits.add(limit);
                  }
                })
            .build();
    io.onConnection(
        socket -> {
          addresses.add(socket.handshake().remoteAddress().getHostString());
          socket.on("count", Integer.class, seen::add);
          socket.onDisconnect(reason -> disconnected.add(reason.text()));
        });
    server =
        NettyServer.start(
            io,
            NettyOptions.builder()
                .host(host)
                .closeTimeout(Duration.ofMillis(500))
                .shutdownTimeout(Duration.ofMillis(100))
                .build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WireClient connect() {
    return WireClient.connect(server.port());
  }

  /** A connection to that address of this machine, from that one. */
  private WireClient connect(String to, String from) throws IOException {
    return WireClient.over(
        new Socket(InetAddress.getByName(to), server.port(), InetAddress.getByName(from), 0));
  }

  private WireClient webSocket() {
    return join(connect().openWebSocket(PATH + "websocket"));
  }

  private static WireClient join(WireClient client) {
    assertThat(client.frame().text()).startsWith("0{");
    assertThat(client.text("40").frame().text()).startsWith("40{");
    return client;
  }

  private static String sidOf(Answer handshake) {
    return handshake.body().substring(9, 29);
  }

  private void count(WireClient client, int from, int to) {
    for (int i = from; i < to; i++) {
      client.text("42[\"count\"," + i + "]");
    }
  }

  @Test
  void connectionsOfAnAddress() {
    start(SocketIoServer.builder().maxConnectionsPerIp(2));
    WireClient first = webSocket();
    WireClient second = webSocket();

    Answer refused = connect().get(POLLING).answer();
    WireClient upgrade = connect().handshake(PATH + "websocket");

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsKey("Retry-After");
    assertThat(upgrade.answer().status()).isEqualTo(429);
    assertThat(limits).containsOnly("maxConnectionsPerIp");
    first.close();
    await().until(() -> !disconnected.isEmpty());
    webSocket();
    second.close();
  }

  @Test
  void connectionsOfAll() {
    start(SocketIoServer.builder().maxConnections(100));
    WireClient client = connect();
    for (int i = 0; i < 100; i++) {
      assertThat(client.get(POLLING).answer().status()).isEqualTo(200);
    }

    Answer refused = client.get(POLLING).answer();

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsKey("Retry-After");
    assertThat(refused.body()).isEqualTo("{\"code\":3,\"message\":\"Too many connections\"}");
    assertThat(limits).containsExactly("maxConnections");
  }

  @Test
  void handshakesOfAnAddress() {
    start(SocketIoServer.builder().handshakeRateLimit(RateLimit.perSecond(20).burst(100)));
    WireClient client = connect();
    for (int i = 0; i < 100; i++) {
      assertThat(client.get(POLLING).answer().status()).isEqualTo(200);
    }

    Answer refused = client.get(POLLING).answer();

    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers()).containsKey("Retry-After");
    assertThat(limits).containsExactly("handshakeRateLimit");
    timers.advance(Duration.ofMillis(50));
    assertThat(client.get(POLLING).answer().status()).isEqualTo(200);
    assertThat(client.get(POLLING).answer().status()).isEqualTo(429);
  }

  @Test
  void handshakesOfAll() {
    start(SocketIoServer.builder().globalHandshakeRateLimit(RateLimit.perSecond(10)));
    WireClient client = connect();
    for (int i = 0; i < 10; i++) {
      assertThat(client.get(POLLING).answer().status()).isEqualTo(200);
    }

    Answer refused = client.get(POLLING).answer();

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).containsKey("Retry-After");
    assertThat(limits).containsExactly("globalHandshakeRateLimit");
  }

  @Test
  void guessesAtSessionIds() {
    start(SocketIoServer.builder().unknownSidRateLimit(RateLimit.perSecond(10)));
    WireClient client = connect();
    for (int i = 0; i < 10; i++) {
      assertThat(client.get(POLLING + "&sid=guess" + i).answer().status()).isEqualTo(400);
    }

    assertThat(client.get(POLLING + "&sid=guess").answer().status()).isEqualTo(429);
    assertThat(limits).containsExactly("unknownSidRateLimit");
    webSocket();
  }

  @Test
  void eventsThatAreDropped() {
    start(
        SocketIoServer.builder()
            .eventRateLimiter(EventRateLimiter.perSocket(RateLimit.perSecond(100).burst(200))));
    WireClient client = webSocket();

    count(client, 0, 1_000);
    client.text("427[\"count\",1000]");

    assertThat(client.frame().text()).startsWith("437[{").contains("rate_limited");
    await().until(() -> seen.size() == 200);
    assertThat(limits).hasSize(801).containsOnly("eventRateLimiter");
    timers.advance(Duration.ofSeconds(1));
    count(client, 1_000, 2_000);
    client.text("428[\"count\",0]");
    assertThat(client.frame().text()).startsWith("438[{");
    await().until(() -> seen.size() == 300);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eventsThatAreDelayed(boolean polling) {
    start(
        SocketIoServer.builder()
            .eventRateLimiter(
                EventRateLimiter.perConnection(RateLimit.perSecond(100).burst(200))
                    .policy(Policy.DELAY)));
    WireClient client;
    if (polling) {
      client = connect();
      String target = POLLING + "&sid=" + sidOf(client.get(POLLING).answer());
      assertThat(client.post(target, "40").answer().body()).isEqualTo("ok");
      client.post(
          target,
          String.join(
              "\u001e",
              IntStream.range(0, 1_000).mapToObj(i -> "42[\"count\"," + i + "]").toList()));
    } else {
      client = webSocket();
      count(client, 0, 1_000);
    }
    await().until(() -> seen.size() == 200);

    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> {
              timers.advance(Duration.ofMillis(100));
              return seen.size() == 1_000;
            });

    assertThat(seen).containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
    if (polling) {
      assertThat(client.answer().body()).isEqualTo("ok");
    }
    assertThat(disconnected).isEmpty();
  }

  @Test
  void clientsThatAreDisconnected() {
    start(
        SocketIoServer.builder()
            .eventRateLimiter(
                EventRateLimiter.perAddress(RateLimit.perSecond(100).burst(200))
                    .policy(Policy.DISCONNECT)));
    WireClient neighbour = webSocket();
    WireClient client = webSocket();

    count(client, 0, 201);

    assertThat(client.frame().text()).isEqualTo("41");
    client.closeFrame();
    await().until(() -> disconnected.contains("server namespace disconnect"));
    assertThat(limits).containsExactly("eventRateLimiter");
    timers.advance(Duration.ofSeconds(1));
    count(neighbour, 0, 1);
    await().until(() -> seen.contains(0));
  }

  @Test
  void acksThatNobodyWaitsFor() {
    start(SocketIoServer.builder());
    WireClient client = webSocket();

    for (int i = 0; i < 101; i++) {
      client.text("43" + i + "[]");
    }

    client.closeFrame();
    await().until(() -> disconnected.contains("forced close"));
    assertThat(limits).containsExactly("maxBadAcks");
    webSocket();
  }

  @Test
  void pongsThatAnswerNothing() {
    start(SocketIoServer.builder());
    WireClient client = webSocket();

    for (int i = 0; i < 10; i++) {
      client.text("3");
    }
    count(client, 0, 1);
    await().until(() -> seen.size() == 1);
    assertThat(disconnected).isEmpty();
    client.text("3");

    client.closeFrame();
    await().until(() -> disconnected.contains("transport error"));
    assertThat(limits).containsExactly("unsolicitedPongs");
    webSocket();
  }

  @Test
  void pongThatAnswersNothingMovesNoDeadline() {
    start(SocketIoServer.builder());
    WireClient client = webSocket();
    timers.advance(Duration.ofSeconds(24));
    client.text("3");
    count(client, 0, 1);
    await().until(() -> seen.size() == 1);

    timers.advance(Duration.ofSeconds(1));
    assertThat(client.frame().text()).isEqualTo("2");
    timers.advance(Duration.ofSeconds(20));

    await().until(() -> disconnected.contains("ping timeout"));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, 127.0.0.1",
    "127.0.0.1, 127.0.1.1, 1.2.3.4",
    "::1, ::1, 1.2.3.4",
  })
  void addressIsThatOfThePeerUnlessThatIsAProxy(String to, String from, String address)
      throws IOException {
    start(SocketIoServer.builder().trustedProxies("127.0.1.0/24", "::1"), "");

    try (WireClient client = connect(to, from)) {
      client.handshake(
          PATH + "websocket", "X-Forwarded-For: 6.6.6.6, 1.2.3.4", "Forwarded: for=1.2.3.4");
      assertThat(client.answer().status()).isEqualTo(101);
      join(client);
    }

    await().until(() -> !addresses.isEmpty());
    assertThat(addresses).containsExactly(address);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.9, https://a.example, 200",
    "127.0.0.9, https://b.example, 400",
    "127.0.1.1, https://a.example, 400",
  })
  void whatASessionIsBoundTo(String from, String origin, int status) throws IOException {
    start(SocketIoServer.builder().sidBinding(Set.of(SidBinding.ORIGIN, SidBinding.IP_PREFIX)));
    String head = " HTTP/1.1\r\nHost: x\r\nOrigin: ";
    String sid =
        sidOf(connect().send("GET " + POLLING + head + "https://a.example\r\n\r\n").answer());

    Answer answer =
        connect("127.0.0.1", from)
            .send(
                "POST "
                    + (POLLING + "&sid=" + sid + head + origin)
                    + "\r\nContent-Length: 2\r\n\r\n40")
            .answer();

    assertThat(answer.status()).isEqualTo(status);
    assertThat(List.copyOf(addresses)).hasSizeLessThanOrEqualTo(1);
  }
}
