package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Frame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pings of RFC 6455, of which browsers send none, but other clients and proxies do. */
final class WebSocketPingTest {
  private static final String TARGET = "/socket.io/?EIO=4&transport=websocket";

  /** The payloads of the pongs to so many pings that come at once, up to the last. */
  private static List<Integer> pongsTo(int pings) {
    SocketIoServer io = SocketIoServer.builder().build();
    NettyOptions options = NettyOptions.builder().host("127.0.0.1").build();
    List<Integer> pongs = new ArrayList<>();
    try (NettyServer server = NettyServer.start(io, options);
        WireClient client = WireClient.connect(server.port()).openWebSocket(TARGET)) {
      client.frame();
      ByteArrayOutputStream atOnce = new ByteArrayOutputStream();
      for (int i = 0; i < pings; i++) {
        atOnce.writeBytes(WireClient.encode(true, WireClient.PING, new byte[] {(byte) i}));
      }

      client.send(atOnce.toByteArray());

      while (!pongs.contains(pings - 1)) {
        Frame pong = client.frame();
        assertThat(pong.opcode()).isEqualTo(WireClient.PONG);
        pongs.add((int) pong.payload()[0]);
      }
    }
    return pongs;
  }

  @Test
  void severalPingsAreAnsweredEach() {
    assertThat(pongsTo(10)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void latestOfVeryManyAreAnswered() {
    assertThat(pongsTo(100)).isSorted().doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(16);
  }
}
