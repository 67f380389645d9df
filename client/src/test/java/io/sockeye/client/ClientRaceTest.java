package io.sockeye.client;

import static io.sockeye.client.RealServer.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.Args;
import io.sockeye.client.engine.TransportType;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several threads do whatever can be done with a client, at once. */
final class ClientRaceTest {
  private static final int THREADS = 4;
  private static final int STEPS = 300;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void nothingIsStuckOrLeft(long seed) throws Exception {
    try (RealServer server =
        new RealServer(
            0,
            // A session whose handshake was on its way when the client left ends by its heartbeat.
            options ->
                options.pingInterval(Duration.ofSeconds(2)).pingTimeout(Duration.ofSeconds(3)),
            io ->
                List.of("/a", "/b")
                    .forEach(
                        name ->
                            io.of(name)
                                .onConnection(
                                    socket ->
                                        socket
                                            .onRequest("ask", args -> args.get(0))
                                            .onRequest("event", args -> "taken"))))) {
      Manager manager =
          Manager.builder(server.url())
              .autoConnect(false)
              .reconnectionDelay(Duration.ofMillis(1))
              .reconnectionDelayMax(Duration.ofMillis(5))
              .transports(
                  seed == 2 ? TransportType.WEBSOCKET : TransportType.POLLING,
                  seed == 3 ? new TransportType[] {TransportType.WEBSOCKET} : new TransportType[0])
              .build();
      SocketOptions retrying =
          SocketOptions.builder().retries(2).ackTimeout(Duration.ofSeconds(2)).build();
      CompletableFuture<Object> noAuth = CompletableFuture.completedFuture(null);
      List<Socket> sockets =
          List.of(manager.socket("/a", () -> noAuth), manager.socket("/b", retrying));
      Queue<CompletableFuture<Args>> answers = new ConcurrentLinkedQueue<>();
      AtomicInteger connected = new AtomicInteger();
      AtomicInteger disconnected = new AtomicInteger();
      sockets.forEach(
          socket ->
              socket
                  .onConnect(connected::incrementAndGet)
                  .onDisconnect(reason -> disconnected.incrementAndGet()));

      List<Thread> threads =
          IntStream.range(0, THREADS)
              .mapToObj(
                  i -> new Thread(() -> act(new Random(10 * seed + i), manager, sockets, answers)))
              .toList();
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join(60_000);
        assertThat(thread.isAlive()).isFalse();
      }
      for (Socket socket : sockets) {
        CompletableFuture<Args> last =
            socket.connect().timeout(Duration.ofSeconds(10)).emitWithAck("ask", "last");
        assertThat(within(last).get(0)).isEqualTo("last");
      }
      manager.close();

      await().until(() -> answers.stream().allMatch(CompletableFuture::isDone));
      await().untilAsserted(() -> assertThat(disconnected).hasValue(connected.get()));
      await().until(() -> ClientRuntime.holders() == 0);
      await().until(() -> server.io.engine().clientsCount() == 0);
    }
  }

  private static void act(
      Random random,
      Manager manager,
      List<Socket> sockets,
      Queue<CompletableFuture<Args>> answers) {
    for (int i = 0; i < STEPS; i++) {
      Socket socket = sockets.get(random.nextInt(sockets.size()));
      switch (random.nextInt(12)) {
        case 0 -> socket.disconnect();
        case 1 -> manager.reconnectNow();
        case 2 -> socket.emit("event", i);
        case 3 -> socket.asVolatile().emit("event", i);
        case 4 -> {
          if (random.nextInt(20) == 0) {
            manager.close();
          }
        }
        case 5, 6, 7 -> socket.connect();
        case 8 -> await().atMost(Duration.ofSeconds(5)).until(() -> socket.state() != null);
        default -> answers.add(socket.timeout(Duration.ofSeconds(5)).emitWithAck("ask", i));
      }
    }
  }
}
