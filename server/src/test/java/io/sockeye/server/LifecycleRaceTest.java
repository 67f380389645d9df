package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.concurrent.ManualTimers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever happens at the same time: what connects disconnects once, and nothing stays behind. */
final class LifecycleRaceTest {
  private static final int CLIENTS = 150;
  private static final int THREADS = 4;

  private final Recorder recorder = new Recorder();
  private final ManualTimers timers = new ManualTimers();
  private final SocketIoServer io =
      SocketIoServer.builder().timers(timers).observer(recorder).build();

  private final Map<String, AtomicInteger> connected = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> disconnecting = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> disconnected = new ConcurrentHashMap<>();

  private static void count(Map<String, AtomicInteger> counts, Socket socket) {
    counts.computeIfAbsent(socket.id(), id -> new AtomicInteger()).incrementAndGet();
  }

  @Test
  void whatConnectsDisconnectsOnceAndNothingStaysBehind() throws InterruptedException {
    io.use((socket, handshake) -> socket.join("early"));
    io.onConnection(
        socket -> {
          count(connected, socket);
          socket.join("all");
          socket.on(
              "work",
              (args, ack) -> {
                socket.join("room " + args.get(0));
                socket.to("all").emit("worked", args.get(0));
                ack.send("ok");
              });
          socket.onDisconnecting(reason -> count(disconnecting, socket));
        });
    io.onDisconnect((socket, reason) -> count(disconnected, socket));
    List<TestClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(TestClient.open(io));
    }
    CountDownLatch done = new CountDownLatch(THREADS);

    for (int t = 0; t < THREADS; t++) {
      int seed = t;
      new Thread(
              () -> {
                play(clients, seed);
                done.countDown();
              })
          .start();
    }
    done.await();
    clients.forEach(TestClient::vanish);

    RealServer server = (RealServer) io;
    await().untilAsserted(() -> assertThat(server.busyLanes().count()).isZero());
    assertThat(disconnected.keySet()).isEqualTo(connected.keySet());
    assertThat(disconnecting.keySet()).isEqualTo(connected.keySet());
    assertThat(List.of(connected, disconnecting, disconnected))
        .allSatisfy(
            counts -> assertThat(counts.values()).allSatisfy(n -> assertThat(n).hasValue(1)));
    assertThat(io.sockets()).isEmpty();
    assertThat(io.fetchSockets().join()).isEmpty();
    assertThat(io.in("all", "early", "room 1").fetchSockets().join()).isEmpty();
    assertThat(io.engine().clientsCount()).isZero();
    assertThat(recorder.lines).noneMatch(line -> line.contains("failed"));
    assertThat(server.clients()).isEmpty();
    assertThat(timers.pending()).as("alarms").isZero();
  }

  /**
   * Each client has a thread of its own that sends for it, as I/O threads do; anybody else acts.
   * Goes on until as many have connected as there are, however slowly the listeners run.
   */
  private void play(List<TestClient> clients, int seed) {
    Random random = new Random(seed);
    boolean[] asked = new boolean[clients.size()];
    for (int round = 0; round < 40 || connected.size() <= CLIENTS; round++) {
      for (int i = seed; i < clients.size(); i += THREADS) {
        TestClient client = clients.get(i);
        List<String> came = client.taken();
        if (came.contains("41")) {
          asked[i] = false;
        }
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> {
            if (!asked[i]) {
              client.send("40");
              asked[i] = true;
            }
          }
          case 3, 4 -> {
            if (came.stream().anyMatch(packet -> packet.startsWith("40"))) {
              client.send("421[\"work\"," + random.nextInt(5) + "]");
            }
          }
          case 5 -> io.to("room 1").emitWithAck("ask").exceptionally(failure -> List.of());
          case 6 -> io.in("room " + random.nextInt(5)).disconnectSockets(round % 10 == 0);
          case 7 -> io.sockets().stream().findAny().ifPresent(socket -> socket.join("late"));
          case 8 -> io.sockets().stream().findAny().ifPresent(Socket::disconnect);
          default -> {
            if (random.nextInt(20) == 0) {
              client.vanish();
              clients.set(i, TestClient.open(io));
              asked[i] = false;
            }
          }
        }
      }
    }
  }
}
