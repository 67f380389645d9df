package io.sockeye.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client whose JSON is Gson's, and a server with Jackson's. */
final class ClientOfOtherJsonLibraryTest {
  private static final int PATIENCE_SECONDS = 10;

  record Token(String token, int level) {}

  @SuppressWarnings("ArrayRecordComponent") // what users write
  record Picture(String title, byte[] bytes, List<byte[]> more, Instant at) {}

  private static final Picture PICTURE =
      new Picture(
          "Пётр 😀", new byte[] {0, 4, -1}, List.of(new byte[] {7}), Instant.ofEpochSecond(1));

  private final BlockingQueue<Object> auths = new LinkedBlockingQueue<>();
  private final SocketIoServer io = SocketIoServer.create();
  private NettyServer server;
  private Manager manager;

  @BeforeEach
  void start() {
    io.onConnection(
        socket -> {
          auths.add(socket.handshake().auth());
          socket.onRequest("echo", args -> args.get(0));
          socket.on("again", (args, ack) -> socket.emit("back", args.get(0)));
        });
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").port(0).build());
    manager =
        Manager.builder("http://127.0.0.1:" + server.port())
            .json(new GsonJson())
            .autoConnect(false)
            .build();
  }

  @AfterEach
  void stop() {
    manager.close();
    server.close();
  }

  private static <T> T within(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void assertSame(Picture came) {
    assertThat(came.title()).isEqualTo(PICTURE.title());
    assertThat(came.bytes()).isEqualTo(PICTURE.bytes());
    assertThat(came.more()).hasSize(1);
    assertThat(came.more().get(0)).isEqualTo(PICTURE.more().get(0));
    assertThat(came.at()).isEqualTo(PICTURE.at());
  }

  @Test
  void recordsBytesAndPlainValuesGoThereAndBack() throws InterruptedException {
    Socket socket = manager.socket("/", () -> new Token("s3cr3t", 3));
    BlockingQueue<Picture> back = new LinkedBlockingQueue<>();
    socket.on("back", Picture.class, back::add);
    socket.connect();

    assertSame(within(socket.emitWithAck("echo", Picture.class, PICTURE)));
    socket.emit("again", PICTURE);
    Picture came = back.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(came).isNotNull();
    assertSame(came);
    Map<String, Object> plain =
        Map.of("list", Arrays.asList(1, 3_000_000_000L, 1.5, null, true, "x"), "deep", Map.of());
    assertThat(within(socket.emitWithAck("echo", plain)).get(0)).isEqualTo(plain);
    assertThat(auths.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo(Map.of("token", "s3cr3t", "level", 3));
  }
}
