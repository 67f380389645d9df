package io.sockeye.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a client must not do ends that client's session, if it has one, and nobody else's: a whole
 * server, and neighbours that are asked after each test how they are.
 */
final class HostileClientsTest {
  private static final String PATH = "/socket.io/?EIO=4&transport=";

  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private final Queue<String> disconnected = new ConcurrentLinkedQueue<>();
  private SocketIoServer io;
  private NettyServer server;
  private List<WireClient> neighbours;

  @BeforeEach
  void start() {
    io = SocketIoServer.builder().maxOutboundBytes(2_000_000).build();
    io.onConnection(
        socket -> {
          socket.on("echo", String.class, text -> socket.emit("echo", text));
          socket.on("keep", String.class, received::add);
          socket.onDisconnect(reason -> disconnected.add(reason.text()));
        });
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
    neighbours = Stream.generate(this::webSocket).limit(3).toList();
  }

  @AfterEach
  void neighboursAreWell() {
    for (WireClient each : neighbours) {
      assertThat(each.text("42[\"echo\",\"well\"]").frame().text())
          .isEqualTo("42[\"echo\",\"well\"]");
      each.close();
    }
    server.close();
  }

  private WireClient connect() {
    return WireClient.connect(server.port());
  }

  /** A client in the main namespace. */
  private WireClient webSocket() {
    WireClient client = connect().openWebSocket(PATH + "websocket");
    assertThat(client.frame().text()).startsWith("0{");
    assertThat(client.text("40").frame().text()).startsWith("40{");
    return client;
  }

  /** The target of a polling session in the main namespace. */
  private String polling() {
    try (WireClient client = connect()) {
      String open = client.get(PATH + "polling").answer().body();
      String target = PATH + "polling&sid=" + open.substring(9, 29);
      assertThat(client.post(target, "40").answer().body()).isEqualTo("ok");
      assertThat(client.get(target).answer().body()).startsWith("40{");
      return target;
    }
  }

  private int statusOf(String target) {
    try (WireClient client = connect()) {
      return client.get(target).answer().status();
    }
  }

  @Test
  void peerThatFloodsAfterItsViolationIsCutSoon() {
    WireClient violator = webSocket();
    byte[] chunk = new byte[64 * 1024];

    violator.send(new byte[] {(byte) 0x81, 1, 'x'});
    CompletableFuture<Void> flood =
        CompletableFuture.runAsync(
            () -> {
              while (true) {
                violator.send(chunk);
              }
            });

    assertThat(flood).failsWithin(Duration.ofSeconds(3));
  }

  @Test
  void peerThatFloodsBehindTheCloseFrameIsCutSoon() {
    WireClient violator = webSocket();
    byte[] noise = WireClient.encode(true, WireClient.TEXT, "2".repeat(60_000).getBytes(UTF_8));

    violator.text("broken");
    CompletableFuture<Void> flood =
        CompletableFuture.runAsync(
            () -> {
              while (true) {
                violator.send(noise);
              }
            });

    assertThat(flood).failsWithin(Duration.ofSeconds(3));
  }

  @Test
  void pollThatIsCutEndsTheSessionAtOnce() {
    String target = polling();
    WireClient client = connect().get(target);
    // The server has the poll: a second one would be refused, so ask by an event instead.
    try (WireClient other = connect()) {
      other.post(target, "42[\"keep\",\"seen\"]").answer();
    }
    await().until(() -> received.contains("seen"));

    client.close();

    // The heartbeat would take 45 seconds to find out.
    await().until(() -> disconnected.contains("transport error"));
    assertThat(statusOf(target)).isEqualTo(400);
  }

  @Test
  void postThatIsCutDeliversNothing() {
    for (int i = 0; i < 100; i++) {
      String target = polling();
      WireClient client = connect();
      client.send("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
      client.send("42[\"keep\",\"lost\"]\u001e42[\"keep\",\"lo");
      client.close();
    }

    await().until(() -> disconnected.size() == 100);
    assertThat(received).isEmpty();
    assertThat(disconnected).containsOnly("transport error");
  }

  @Test
  void requestsPipelinedOnOneConnectionAreServedInOrder() {
    String target = polling();
    try (WireClient client = connect()) {
      client.post(target, "42[\"echo\",\"1\"]").get(target).post(target, "42[\"echo\",\"2\"]");
      client.get(target);

      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(client.answer().body()).isEqualTo("42[\"echo\",\"1\"]");
      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(client.answer().body()).isEqualTo("42[\"echo\",\"2\"]");
    }
  }

  @Test
  void bodyOverTheLimitIsRefusedAndTheSessionLives() {
    String target = polling();
    try (WireClient client = connect()) {
      Answer refused = client.post(target, "x".repeat(1_000_001)).answer();

      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.body()).isEmpty();
      assertThat(client.post(target, "42[\"echo\",\"alive\"]").answer().status()).isEqualTo(200);
      assertThat(client.get(target).answer().body()).isEqualTo("42[\"echo\",\"alive\"]");
    }
  }

  @Test
  void messageOverTheLimitClosesTheWebSocket() {
    try (WireClient client = webSocket()) {
      client.text("42[\"keep\",\"" + "x".repeat(1_000_000) + "\"]");

      WireClient.Frame close = client.closeFrame();
      assertThat(close.closeCode()).isEqualTo(1009);
      assertThat(close.payload()).hasSize(2);
    }
    await().until(() -> disconnected.contains("transport error"));
  }

  @Test
  void brokenFramesCloseTheWebSocket() {
    try (WireClient client = webSocket()) {
      client.frame(WireClient.TEXT, new byte[] {'4', (byte) 0xff});

      assertThat(client.closeFrame().closeCode()).isEqualTo(1007);
    }
    await().until(() -> disconnected.contains("transport error"));
  }

  @Test
  void resetsInTheMiddleOfFramesEndTheirSessions() {
    byte[] frame =
        WireClient.encode(
            true, WireClient.TEXT, "42[\"keep\",\"lost\"]".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 100; i++) {
      WireClient client = webSocket();
      client.send(Arrays.copyOf(frame, i % frame.length));
      client.reset();
    }

    await().until(() -> disconnected.size() == 100);
    assertThat(received).isEmpty();
  }

  @Test
  void readerThatStoppedIsClosedWhenTooMuchWaitsForIt() {
    try (WireClient stopped = connect().openWebSocket(PATH + "websocket")) {
      stopped.frame();
      String id = stopped.text("40").frame().text().substring(10, 30);

      for (int i = 0; i < 10_000 && disconnected.isEmpty(); i++) {
        io.to(id).emit("much", "x".repeat(10_000));
      }

      await().atMost(Duration.ofSeconds(5)).until(() -> disconnected.size() == 1);
      assertThat(stopped.rest().size()).isLessThan(20_000_000);
    }
  }
}
