package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.PerMessageDeflate;
import io.sockeye.testkit.DeflateContract;
import io.sockeye.testkit.WireClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of compression, and what it holds of native memory. */
final class DeflateTest extends DeflateContract {
  private static final int I_O_THREADS = 2;
  private static final String TARGET = "/socket.io/?EIO=4&transport=websocket";

  private static NettyOptions options() {
    return NettyOptions.builder()
        .host("127.0.0.1")
        .eventLoopThreads(I_O_THREADS)
        .closeTimeout(Duration.ofMillis(500))
        .shutdownTimeout(Duration.ofMillis(100))
        .build();
  }

  @Override
  protected Server start(EngineEndpoint endpoint) {
    NettyServer server = NettyServer.start(endpoint, options());
    return new Server() {
      @Override
      public int port() {
        return server.port();
      }

      @Override
      public void close() {
        server.close();
      }
    };
  }

  private static List<WireClient> connect(NettyServer server, int count) {
    return Stream.generate(
            () -> {
              WireClient client = WireClient.connect(server.port());
              client.handshake(TARGET, "Sec-WebSocket-Extensions: permessage-deflate");
              assertThat(client.answer().status()).isEqualTo(101);
              client.expectCompression().frame();
              client.text("40").frame();
              return client;
            })
        .limit(count)
        .toList();
  }

  private static SocketIoServer io(PerMessageDeflate deflate) {
    return SocketIoServer.builder().perMessageDeflate(deflate).build();
  }

  @Test
  void connectionsShareTheStreamsOfTheirThreads() {
    int before = Zlib.open();
    SocketIoServer io = io(PerMessageDeflate.defaults());
    NettyServer server = NettyServer.start(io, options());
    List<WireClient> clients = connect(server, 30);

    for (int i = 0; i < 10; i++) {
      io.emit("news", "x".repeat(5_000));
      clients.forEach(each -> assertThat(each.frame().compressed()).isTrue());
    }

    assertThat(Zlib.open() - before).isBetween(1, 2 * I_O_THREADS);
    server.close();
    await().untilAsserted(() -> assertThat(Zlib.open()).isLessThanOrEqualTo(before));
    clients.forEach(WireClient::close);
  }

  @Test
  void connectionWithItsOwnWindowFreesItWhenItEnds() {
    int before = Zlib.open();
    SocketIoServer io =
        io(
            PerMessageDeflate.defaults()
                .withServerContextTakeover(true)
                .withClientContextTakeover(true));
    NettyServer server = NettyServer.start(io, options());
    List<WireClient> clients = connect(server, 10);
    io.emit("news", "x".repeat(5_000));
    clients.forEach(each -> assertThat(each.frame().compressed()).isTrue());
    assertThat(Zlib.open() - before).isEqualTo(20);

    clients.subList(0, 5).forEach(WireClient::close);
    clients.subList(5, 8).forEach(WireClient::reset);
    await().untilAsserted(() -> assertThat(Zlib.open() - before).isEqualTo(4));

    server.close();
    await().untilAsserted(() -> assertThat(Zlib.open()).isLessThanOrEqualTo(before));
    clients.forEach(WireClient::close);
  }

  @Test
  void broadcastMayBeExempt() {
    SocketIoServer io = io(PerMessageDeflate.defaults());
    try (NettyServer server = NettyServer.start(io, options())) {
      WireClient client = connect(server, 1).get(0);

      io.compress(false).emit("news", "x".repeat(5_000));
      io.emit("news", "x".repeat(5_000));

      assertThat(client.frame().compressed()).isFalse();
      assertThat(client.frame().compressed()).isTrue();
      client.close();
    }
  }

  @Test
  void eventToOneSocketMayBeExempt() {
    SocketIoServer io = io(PerMessageDeflate.defaults());
    try (NettyServer server = NettyServer.start(io, options())) {
      WireClient client = connect(server, 1).get(0);
      Socket socket = io.sockets().iterator().next();

      socket.compress(false).emit("news", "x".repeat(5_000));
      var unused = socket.compress(false).emitWithAck("ask", "x".repeat(5_000));
      socket.emit("news", "x".repeat(5_000));

      assertThat(client.frame().compressed()).isFalse();
      assertThat(client.frame().compressed()).isFalse();
      assertThat(client.frame().compressed()).isTrue();
      client.close();
    }
  }
}
