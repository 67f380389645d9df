package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The option {@code path}: all of Socket.IO is at the path that was set, and nowhere else. */
final class CustomPathTest {
  private static final String POLLING = "?EIO=4&transport=polling";
  private static final String WEBSOCKET = "?EIO=4&transport=websocket";

  private NettyServer server;

  @BeforeEach
  void start() {
    SocketIoServer io = SocketIoServer.builder().path("/live/chat").build();
    io.on("echo", String.class, (socket, text) -> socket.emit("echo", text));
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/live/chat", "/live/chat/"})
  void sessionIsOpenedAndPolledThere(String path) {
    try (WireClient client = WireClient.connect(server.port())) {
      String open = client.get(path + POLLING).answer().body();
      String target = path + POLLING + "&sid=" + open.substring(9, 29);

      assertThat(client.post(target, "40").answer().status()).isEqualTo(200);
      assertThat(client.get(target).answer().body()).startsWith("40{");
      assertThat(client.post(target, "42[\"echo\",\"hi\"]").answer().status()).isEqualTo(200);
      assertThat(client.get(target).answer().body()).isEqualTo("42[\"echo\",\"hi\"]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/live/chat", "/live/chat/"})
  void webSocketIsOpenedThere(String path) {
    try (WireClient client = WireClient.connect(server.port()).openWebSocket(path + WEBSOCKET)) {
      assertThat(client.frame().text()).startsWith("0{");
      assertThat(client.text("40").frame().text()).startsWith("40{");

      client.text("42[\"echo\",\"hi\"]");

      assertThat(client.frame().text()).isEqualTo("42[\"echo\",\"hi\"]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/socket.io/", "/socket.io", "/live/", "/live/chatter/", "/live/chat/x"})
  void nothingIsElsewhere(String path) {
    try (WireClient polling = WireClient.connect(server.port());
        WireClient webSocket = WireClient.connect(server.port())) {
      assertThat(polling.get(path + POLLING).answer().status()).isEqualTo(404);
      assertThat(webSocket.handshake(path + WEBSOCKET).rest())
          .as("an upgrade that is nobody's is closed")
          .isEmpty();
    }
  }
}
