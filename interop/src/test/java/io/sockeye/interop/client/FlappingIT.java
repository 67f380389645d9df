package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Socket;
import io.sockeye.client.SocketState;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.ChaosProxy.Cut;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A server that is there for a second and away for a second, a process of its own, over real time:
 * for 20 seconds, or as many as {@code -Dflap.seconds=600} says.
 */
final class FlappingIT {
  private static final Duration FLAPPING =
      Duration.ofSeconds(Integer.getInteger("flap.seconds", 20));

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** A connection that lived so long was a good one. */
  private static final Duration STABLE = Duration.ofSeconds(5);

  /** The timers, the selector, and the network, which has most when all of them are blocked. */
  private static final int MOST_THREADS = 4 + 64;

  @RegisterExtension final Clients clients = new Clients();

  private final NodeServer server = clients.keep(NodeServer.start(NodeServer.NEWEST));

  /** A client with a network of its own, and the pauses that it planned. */
  private final class Client {
    final Mode mode;
    final ChaosProxy proxy = clients.keep(ChaosProxy.to(server.port()));
    final Queue<SocketState.Reconnecting> plans = new ConcurrentLinkedQueue<>();
    final AtomicInteger connections = new AtomicInteger();
    final Socket socket;

    Client(Mode mode, ExecutorService handlers) {
      this.mode = mode;
      socket =
          clients
              .manager(
                  "http://127.0.0.1:" + proxy.port(),
                  mode,
                  options ->
                      options
                          .handlers(handlers)
                          .reconnectionDelay(SECOND)
                          .reconnectionDelayMax(LONGEST_PAUSE))
              .socket("/");
      socket.onConnect(connections::incrementAndGet);
      socket.onState(
          state -> {
            if (state instanceof SocketState.Reconnecting plan) {
              plans.add(plan);
            }
          });
    }

    /** What one session may have: a poll and a POST, or a WebSocket; all of these in an upgrade. */
    int mostConnections() {
      return switch (mode) {
        case POLLING -> 2;
        case WEBSOCKET -> 1;
        case UPGRADE -> 3;
      };
    }

    /** Pauses grow whatever number of short connections there is between them. */
    void assertThatPausesGrew() {
      int number = 0;
      for (SocketState.Reconnecting plan : plans) {
        Duration full = Duration.ofSeconds(Math.min(5, 1L << Math.min(number, 8)));
        assertThat(plan.delay()).as("pause %d", number).isBetween(full.dividedBy(2), full);
        number++;
      }
      assertThat(number).isPositive();
    }
  }

  @Test
  void flappingServerIsTriedOnceAtATimeAndEverMoreSeldom() {
    ExecutorService handlers = Executors.newSingleThreadExecutor();
    clients.keep(handlers::shutdown);
    List<Client> all =
        Arrays.stream(Mode.values()).map(mode -> new Client(mode, handlers)).toList();
    all.forEach(client -> Clients.connect(client.socket, client.mode));
    long begin = System.nanoTime();
    all.forEach(client -> client.proxy.flap(SECOND, SECOND));
    eventually()
        .pollInterval(Duration.ofMillis(100))
        .atMost(FLAPPING.plus(Clients.PATIENCE))
        .until(
            () -> {
              assertThat(ClientThreads.count()).isLessThanOrEqualTo(MOST_THREADS);
              return System.nanoTime() - begin >= FLAPPING.toNanos();
            });

    for (Client client : all) {
      client.proxy.heal();
      eventually().until(client.socket::isConnected);
      System.out.printf(
          "%s: %d pauses, %d connections, at most %d at once%n",
          client.mode, client.plans.size(), client.connections.get(), client.proxy.mostOpen());
      assertThat(client.proxy.mostOpen()).isLessThanOrEqualTo(client.mostConnections());
      client.assertThatPausesGrew();
      assertThat(get(client.socket.emitWithAck("echo-ack", Integer.class, 1))).isEqualTo(1);
    }
  }

  @Test
  void pausesBeginAnewAfterAConnectionThatLasted() {
    ExecutorService handlers = Executors.newSingleThreadExecutor();
    clients.keep(handlers::shutdown);
    Client client = new Client(Mode.WEBSOCKET, handlers);
    Clients.connect(client.socket, client.mode);
    for (int i = 0; i < 2; i++) { // Neither lives for long.
      int so = i + 2;
      client.proxy.cut(Cut.RST);
      eventually().until(() -> client.connections.get() == so);
    }
    client.assertThatPausesGrew();
    client.plans.clear();

    long connected = System.nanoTime();
    eventually().until(() -> System.nanoTime() - connected > STABLE.plus(SECOND).toNanos());
    client.proxy.cut(Cut.RST);
    eventually().until(() -> !client.plans.isEmpty());

    assertThat(client.plans.element().delay()).isBetween(SECOND.dividedBy(2), SECOND);
    assertThat(client.plans.element().attempt()).isEqualTo(1);
  }
}
