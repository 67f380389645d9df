package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.sockeye.netty.NettyOptions.Transport;
import io.sockeye.testkit.WireClient;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that sends FIN and then RST leaves neither a busy event loop nor a socket (row T11). */
final class HalfClosedPeersTest {
  private static final int PEERS = 30;

  private final EchoEndpoint endpoint = new EchoEndpoint();

  @ParameterizedTest
  @EnumSource(names = {"NIO", "EPOLL", "IO_URING"})
  void finAndThenResetEndsTheConnection(Transport transport) throws Exception {
    assumeTrue(transport != Transport.EPOLL || Epoll.isAvailable(), "this system has no epoll");
    assumeTrue(transport != Transport.IO_URING || IoUring.isAvailable(), "no io_uring here");
    NettyOptions options =
        NettyOptions.builder()
            .host("127.0.0.1")
            .transport(transport)
            // No time limit is what ends the connections.
            .headersTimeout(Duration.ofMinutes(1))
            .bodyTimeout(Duration.ofMinutes(1))
            .writeTimeout(Duration.ofMinutes(1))
            .closeTimeout(Duration.ofMinutes(1))
            .shutdownTimeout(Duration.ofMillis(100))
            .build();
    try (NettyServer server = NettyServer.start(endpoint, options)) {
      WireClient.connect(server.port()).openWebSocket("/engine/").close();
      await().until(() -> endpoint.closeCodes.size() == 1);
      long socketsBefore = openFiles();

      List<WireClient> peers = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        WireClient hanging = WireClient.connect(server.port()).get("/engine/?hang");
        if (i % 2 == 0) {
          // So much that the server stops reading.
          hanging.send("x".repeat(20_000));
        }
        peers.add(hanging);
        peers.add(WireClient.connect(server.port()).openWebSocket("/engine/"));
        WireClient paused = WireClient.connect(server.port()).openWebSocket("/engine/");
        endpoint.links.get(endpoint.links.size() - 1).pauseReading();
        peers.add(paused);
      }
      await().until(() -> endpoint.requests.size() == 1 + 3 * PEERS);
      peers.forEach(WireClient::endOutput);
      peers.forEach(WireClient::reset);

      if (transport == Transport.NIO) {
        // The JDK tells of the end of a connection only to who reads.
        endpoint.links.forEach(link -> link.resumeReading());
        await()
            .until(
                () ->
                    endpoint.aborts.get() >= PEERS / 2
                        && endpoint.closeCodes.size() == 1 + 2 * PEERS);
      } else {
        await()
            .until(
                () ->
                    endpoint.aborts.get() == PEERS && endpoint.closeCodes.size() == 1 + 2 * PEERS);
        await().until(() -> openFiles() <= socketsBefore + 2);
      }
      assertThat(cpuShareOfEventLoops()).isLessThan(0.05);
    }
  }

  private static long openFiles() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  /** How much of a while the I/O threads were busy. */
  private static double cpuShareOfEventLoops() {
    long cpu = cpuOfEventLoops();
    long start = System.nanoTime();
    await().pollDelay(Duration.ofMillis(500)).until(() -> true);
    return (double) (cpuOfEventLoops() - cpu) / (System.nanoTime() - start);
  }

  private static long cpuOfEventLoops() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("sockeye-io")) {
        sum += threads.getThreadCpuTime(id);
      }
    }
    return sum;
  }
}
