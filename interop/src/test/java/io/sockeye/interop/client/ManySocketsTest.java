package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A thousand connections of one JVM: a few threads, and none when they have ended. */
final class ManySocketsTest {
  /** For the timers, the network and its selector, whatever the number of connections. */
  private static final int FIXED = 4 + 2 * Runtime.getRuntime().availableProcessors();

  private static final int HANDLERS = 4;

  @RegisterExtension final Clients clients = new Clients();

  private final LedgerServer server = clients.keep(LedgerServer.start());

  @ParameterizedTest
  @CsvSource({"WEBSOCKET, 1000", "POLLING, 100"})
  void threadsDoNotGrowWithConnections(Mode mode, int count) {
    eventually().until(() -> ClientThreads.count() == 0); // of other tests

    ExecutorService handlers = Executors.newFixedThreadPool(HANDLERS);
    clients.keep(handlers::shutdown);
    List<Socket> sockets =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    clients
                        .manager(server.url(), mode, options -> options.handlers(handlers))
                        .socket("/")
                        .connect())
            .toList();
    sockets.forEach(socket -> get(socket.connected()));
    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, count)
            .mapToObj(i -> sockets.get(i).emitWithAck("note", Integer.class, i))
            .toList();
    answers.forEach(Clients::get);

    assertThat(ClientThreads.count()).isLessThanOrEqualTo(FIXED);
    sockets.forEach(socket -> socket.manager().close());
    eventually().untilAsserted(() -> assertThat(ClientThreads.count()).isZero());
  }
}
