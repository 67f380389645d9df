package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import io.sockeye.client.SocketState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many clients that lose the same server at once, a process of its own, and find it again when it
 * is back: over real time. With {@code -Dstorm.clients=2000 -Dstorm.delayMax=5000} as many, and
 * with such pauses, as in life.
 */
final class ReconnectStormIT {
  private static final int CLIENTS = Integer.getInteger("storm.clients", 300);

  /** In milliseconds. */
  private static final int DELAY_MAX = Integer.getInteger("storm.delayMax", 500);

  /** The pauses of at least so many attempts have come to the longest. */
  private static final int ATTEMPTS = 10;

  /**
   * For the timers, the selector, and the network, which has most when all of them are blocked:
   * whatever the number of connections.
   */
  private static final int MOST_THREADS = 4 + 64;

  /** Numbers that are uniform are further from it once in a thousand times. */
  private static final double KOLMOGOROV_AT_ONE_PER_MILLE = 1.95;

  private static final int HANDLERS = 4;

  @RegisterExtension final Clients clients = new Clients();

  private final ExecutorService handlers = Executors.newFixedThreadPool(HANDLERS);

  /** When attempts began. */
  private final Queue<Long> attempts = new ConcurrentLinkedQueue<>();

  /** The pauses before attempts from the tenth on, as a part of the longest. */
  private final Queue<Double> pauses = new ConcurrentLinkedQueue<>();

  private final AtomicInteger patient = new AtomicInteger();

  private Socket client(NodeServer server) {
    Manager manager =
        clients.manager(
            server.url(),
            Mode.WEBSOCKET,
            options ->
                options
                    .handlers(handlers)
                    .reconnectionDelay(Duration.ofMillis(DELAY_MAX / 5))
                    .reconnectionDelayMax(Duration.ofMillis(DELAY_MAX)));
    manager.onReconnectAttempt(attempt -> attempts.add(System.nanoTime()));
    Socket socket = manager.socket("/");
    socket.onState(
        state -> {
          if (state instanceof SocketState.Reconnecting plan && plan.attempt() >= ATTEMPTS) {
            pauses.add(plan.delay().toNanos() / 1e6 / DELAY_MAX);
            if (plan.attempt() == ATTEMPTS) {
              patient.incrementAndGet();
            }
          }
        });
    return socket;
  }

  @AfterEach
  void stopHandlers() {
    handlers.shutdown();
  }

  @Test
  void clientsThatLostTheirServerComeBackSpread() {
    NodeServer first = clients.keep(NodeServer.start(NodeServer.NEWEST));
    List<Socket> sockets =
        IntStream.range(0, CLIENTS).mapToObj(i -> client(first).connect()).toList();
    sockets.forEach(socket -> get(socket.connected()));

    long lost = System.nanoTime();
    first.kill();
    Duration enough = Duration.ofMillis(2L * ATTEMPTS * DELAY_MAX).plus(Clients.PATIENCE);
    eventually().atMost(enough).until(() -> patient.get() == CLIENTS);
    long threads = ClientThreads.count();
    List<Long> times = List.copyOf(attempts);
    long found = System.nanoTime();
    clients.keep(NodeServer.start(NodeServer.NEWEST, "--port", String.valueOf(first.port())));
    eventually()
        .atMost(Duration.ofMillis(2L * DELAY_MAX).plus(Clients.PATIENCE))
        .until(() -> sockets.stream().allMatch(Socket::isConnected));

    System.out.printf(
        "%d clients: %d attempts in %d ms, at most %d in a fifth of the longest pause; "
            + "distance %.4f; back after %d ms; %d threads%n",
        CLIENTS,
        times.size(),
        (found - lost) / 1_000_000,
        most(times, lost),
        distance(),
        (System.nanoTime() - found) / 1_000_000,
        threads);
    assertThat(threads).isLessThanOrEqualTo(MOST_THREADS);
    // Twice what there would be if each came once in the longest pause, evenly; and what chance
    // adds.
    double bound = 2.0 * CLIENTS / 5;
    assertThat((double) most(times, lost)).isLessThanOrEqualTo(bound + 3 * Math.sqrt(bound));
    assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(0.5, 1.0));
    assertThat(distance()).isLessThan(KOLMOGOROV_AT_ONE_PER_MILLE / Math.sqrt(pauses.size()));
  }

  /**
   * The most attempts in a fifth of the longest pause, once the pauses have grown to it: the first
   * ones are short on purpose.
   */
  private static long most(List<Long> times, long lost) {
    long window = DELAY_MAX * 1_000_000L / 5;
    long grown = lost + 4L * DELAY_MAX * 1_000_000;
    long[] sorted =
        times.stream().mapToLong(Long::longValue).filter(time -> time > grown).sorted().toArray();
    int most = 0;
    for (int first = 0, last = 0; last < sorted.length; last++) {
      while (sorted[last] - sorted[first] >= window) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  /** How far the pauses are from being uniform: Kolmogorov's and Smirnov's statistic. */
  private double distance() {
    List<Double> sorted = new ArrayList<>(pauses);
    sorted.sort(null);
    double distance = 0;
    for (int i = 0; i < sorted.size(); i++) {
      double expected = (sorted.get(i) - 0.5) / 0.5;
      distance = Math.max(distance, Math.abs(expected - (double) i / sorted.size()));
      distance = Math.max(distance, Math.abs(expected - (i + 1.0) / sorted.size()));
    }
    return distance;
  }
}
