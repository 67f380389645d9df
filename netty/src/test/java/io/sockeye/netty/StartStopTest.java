package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.WireClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A server that starts and stops many times in one JVM leaves nothing behind. */
final class StartStopTest {
  private static final int TIMES = Integer.getInteger("sockeye.startStop.times", 50);

  /** What comes into being once, such as pools and compiled lambdas, has come by then. */
  private static final int WARM_UP = 10;

  private static final int MOST_CLASSES = 150;
  private static final int MOST_FILES = 2;
  private static final long MOST_BYTES = 2_000_000;

  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final Path FILES = Path.of("/proc/self/fd");

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sockeye-"))
        .count();
  }

  /** 0 where the system does not tell. */
  private static long files() {
    if (!Files.isDirectory(FILES)) {
      return 0;
    }
    try (Stream<Path> open = Files.list(FILES)) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void serveAndStop() {
    SocketIoServer io = SocketIoServer.builder().build();
    io.on("echo", (socket, args, ack) -> ack.send("heard"));
    NettyServer server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
    WireClient polling = WireClient.connect(server.port());
    String open = polling.get(POLLING).answer().body();
    polling.get(POLLING + "&sid=" + open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1"));
    WireClient client =
        WireClient.connect(server.port()).openWebSocket("/socket.io/?EIO=4&transport=websocket");
    client.frame();
    client.text("40").frame();
    assertThat(client.text("421[\"echo\"]").frame().text()).isEqualTo("431[\"heard\"]");

    CompletionStage<Void> closed = server.closeAsync();
    client.closeFrame();
    client.close();
    assertThat(polling.answer().body()).isEqualTo("1");
    polling.close();
    closed.toCompletableFuture().join();
  }

  @Test
  void nothingIsLeftBehind() {
    long threads = threads();
    for (int i = 0; i < WARM_UP; i++) {
      serveAndStop();
    }
    ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
    long files = files();
    long loaded = classes.getLoadedClassCount();
    long heap = heap();

    for (int i = 0; i < TIMES; i++) {
      serveAndStop();
    }

    await().untilAsserted(() -> assertThat(threads()).as("threads").isLessThanOrEqualTo(threads));
    await()
        .untilAsserted(
            () -> assertThat(files()).as("files").isLessThanOrEqualTo(files + MOST_FILES));
    assertThat(classes.getLoadedClassCount()).as("classes").isLessThan((int) loaded + MOST_CLASSES);
    await().untilAsserted(() -> assertThat(heap()).as("heap").isLessThan(heap + MOST_BYTES));
  }

  @Test
  void portInUseLeavesNothingRunningOnceTheServerIsClosed() {
    long before = threads();
    SocketIoServer first = SocketIoServer.builder().build();
    NettyServer running =
        NettyServer.start(first, NettyOptions.builder().host("127.0.0.1").build());
    for (int i = 0; i < 5; i++) {
      SocketIoServer second = SocketIoServer.builder().build();
      NettyOptions same = NettyOptions.builder().host("127.0.0.1").port(running.port()).build();

      assertThatThrownBy(() -> NettyServer.start(second, same))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on /127.0.0.1:" + running.port());
      assertThat(second.close().toCompletableFuture().join().isClean()).isTrue();
    }
    running.close();

    await().untilAsserted(() -> assertThat(threads()).isLessThanOrEqualTo(before));
  }
}
