package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.WireClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client that closes its WebSocket gets back, from the whole server (row V23). */
final class WebSocketCloseTest {
  private static final String TARGET = "/socket.io/?EIO=4&transport=websocket";

  private final SocketIoServer io = SocketIoServer.builder().build();
  private NettyServer server;

  @BeforeEach
  void start() {
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 3000, 4999})
  void closeCodeComesBack(int code) {
    try (WireClient client = WireClient.connect(server.port()).openWebSocket(TARGET)) {
      client.frame(WireClient.CLOSE, new byte[] {(byte) (code >> 8), (byte) code});

      assertThat(client.closeFrame().closeCode()).isEqualTo(code);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void closeWithoutACodeIsAnsweredWithoutOne() {
    try (WireClient client = WireClient.connect(server.port()).openWebSocket(TARGET)) {
      client.frame(WireClient.CLOSE, new byte[0]);

      assertThat(client.closeFrame().payload()).isEmpty();
      assertThat(client.rest()).isEmpty();
    }
  }
}
