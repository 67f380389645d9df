package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Volatile events over each transport: sent to whom can take them now, dropped for the others. */
final class VolatileTest {
  private static final String PATH = "/socket.io/?EIO=4&transport=";
  private static final String NOW = "42[\"now\"]";
  private static final String KEPT = "42[\"kept\"]";

  private SocketIoServer io;
  private NettyServer server;

  @BeforeEach
  void start() {
    io = SocketIoServer.builder().maxOutboundBytes(50_000_000).build();
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private WireClient connect() {
    return WireClient.connect(server.port());
  }

  private WireClient webSocket() {
    WireClient client = connect().openWebSocket(PATH + "websocket");
    client.frame();
    client.text("40").frame();
    return client;
  }

  /** The target of a polling session in the main namespace, which has no poll open. */
  private String polling() {
    try (WireClient client = connect()) {
      String target =
          PATH + "polling&sid=" + client.get(PATH + "polling").answer().body().substring(9, 29);
      client.post(target, "40").answer();
      client.get(target).answer();
      return target;
    }
  }

  private void awaitWritable(int count) {
    await().until(() -> io.sockets().stream().filter(Socket::isWritable).count() == count);
  }

  @Test
  void broadcastReachesThoseWhoCanTakeItNow() {
    try (WireClient webSocket = webSocket();
        WireClient open = connect();
        WireClient absent = connect()) {
      String target = polling();
      open.get(polling());
      awaitWritable(2);

      io.asVolatile().emit("now");
      io.emit("kept");

      assertThat(webSocket.frame().text()).isEqualTo(NOW);
      assertThat(webSocket.frame().text()).isEqualTo(KEPT);
      assertThat(open.answer().body()).isEqualTo(NOW);
      assertThat(absent.get(target).answer().body()).isEqualTo(KEPT);
    }
  }

  @Test
  void pollTakesOneVolatileEvent() {
    try (WireClient client = connect()) {
      String target = polling();
      client.get(target);
      awaitWritable(1);

      io.asVolatile().emit("now");
      io.asVolatile().emit("dropped");
      io.emit("kept");

      assertThat(client.answer().body()).isEqualTo(NOW);
      assertThat(client.get(target).answer().body()).isEqualTo(KEPT);
    }
  }

  @Test
  void upgradeHasNoPollBetweenTheLastOneAndTheWebSocket() {
    try (WireClient poll = connect();
        WireClient webSocket = connect()) {
      String target = polling();
      poll.get(target);
      awaitWritable(1);
      webSocket.openWebSocket(target.replace("=polling", "=websocket"));
      io.asVolatile().emit("now");
      assertThat(poll.answer().body()).as("before the probe").isEqualTo(NOW);

      assertThat(webSocket.text("2probe").frame().text()).isEqualTo("3probe");
      io.asVolatile().emit("dropped");
      io.emit("kept");
      webSocket.text("5");
      assertThat(webSocket.frame().text()).isEqualTo(KEPT);

      io.asVolatile().emit("now");
      assertThat(webSocket.frame().text()).as("after the upgrade").isEqualTo(NOW);
    }
  }

  @Test
  void webSocketThatDoesNotReadDropsThemAndLosesNothingElse() {
    try (WireClient client = webSocket()) {
      String large = "x".repeat(100_000);
      int sent = 200; // more than the system's buffers take
      for (int i = 0; i < sent; i++) {
        io.emit("large", large);
      }

      io.asVolatile().emit("dropped");
      io.emit("kept");

      for (int i = 0; i < sent; i++) {
        assertThat(client.frame().payload().length).isEqualTo(100_014);
      }
      assertThat(client.frame().text()).isEqualTo(KEPT);
      awaitWritable(1);
      io.asVolatile().emit("now");
      assertThat(client.frame().text()).isEqualTo(NOW);
    }
  }
}
