package io.sockeye.interop.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.client.Manager;
import io.sockeye.client.engine.TransportType;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.testkit.Census;
import io.sockeye.testsupport.Figures;
import io.sockeye.testsupport.Ledger;
import io.sockeye.testsupport.LedgerStream;
import io.sockeye.testsupport.LedgerVerdict;
import io.sockeye.testsupport.Leftovers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients that change over from long polling to WebSocket while both sides send without a pause:
 * nothing is lost, doubled or out of order. Row U01 of the matrix; {@code -Dupgrades} and {@code
 * -Dupgrades.messages} (of each connection, each way) choose how many.
 */
@ExtendWith(Leftovers.class)
final class UpgradeTrafficTest {
  private static final int UPGRADES = Integer.getInteger("upgrades", 300);
  private static final int MESSAGES = Integer.getInteger("upgrades.messages", 50);
  private static final int AT_ONCE = 25;

  /** So many of them at least are sent after the change. */
  private static final int AFTER = 5;

  /** A side sends no further ahead of the other than this. */
  private static final int WINDOW = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** One client and its socket on the server. */
  private final class Pair {
    final Manager manager;
    final io.sockeye.client.Socket client;
    final LedgerStream up;
    final LedgerStream down;

    /** Null until the client is connected. */
    volatile io.sockeye.server.@Nullable Socket server;

    // How many were sent after the change.
    final AtomicInteger upAfter = new AtomicInteger();
    final AtomicInteger downAfter = new AtomicInteger();

    Pair(int number) {
      String name = Integer.toString(number);
      up = ledger.stream("up " + name);
      down = ledger.stream("down " + name);
      manager =
          Manager.builder("http://127.0.0.1:" + server().port())
              .transports(TransportType.POLLING, TransportType.WEBSOCKET)
              .query(Map.of("name", name))
              .reconnection(false)
              .autoConnect(false)
              .build();
      client = manager.socket("/");
      client.on("down", Integer.class, got -> arrived(down, got));
      pairs.put(name, this);
    }

    boolean hasUpgraded() {
      io.sockeye.server.Socket socket = server;
      return socket != null && upgraded.contains(socket.session().id());
    }

    /** Both have sent enough, before the change and after it. */
    boolean isDone() {
      return upAfter.get() >= AFTER
          && downAfter.get() >= AFTER
          && up.sent() >= MESSAGES
          && down.sent() >= MESSAGES;
    }

    boolean sendUp() {
      if (!client.isConnected() || up.missing() >= WINDOW) {
        return false;
      }
      upAfter.addAndGet(hasUpgraded() ? 1 : 0);
      client.emit("up", up.send());
      return true;
    }

    boolean sendDown() {
      io.sockeye.server.Socket socket = server;
      if (socket == null || down.missing() >= WINDOW) {
        return false;
      }
      downAfter.addAndGet(hasUpgraded() ? 1 : 0);
      socket.emit("down", down.send());
      return true;
    }
  }

  private final Ledger ledger = new Ledger();
  private final Map<String, Pair> pairs = new ConcurrentHashMap<>();
  private final Semaphore news = new Semaphore(0);
  private final Set<String> upgraded = ConcurrentHashMap.newKeySet();
  private final Census census = new Census();
  private final NettyServer server;

  UpgradeTrafficTest() {
    SocketIoServer io =
        census.of(
            SocketIoServer.builder()
                .observer(
                    new ServerObserver() {
                      @Override
                      public void sessionUpgraded(EngineSession session) {
                        upgraded.add(session.id());
                      }
                    }));
    io.onConnection(
        socket -> {
          Pair pair = pairs.get(socket.handshake().query().get("name"));
          socket.on("up", Integer.class, got -> arrived(pair.up, got));
          pair.server = socket;
        });
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
  }

  private NettyServer server() {
    return server;
  }

  /** Sends by turns until all have changed over and sent enough. */
  private void sendAll(List<Pair> some, Predicate<Pair> sending) {
    while (!some.stream().allMatch(Pair::isDone)) {
      boolean sent = false;
      for (Pair pair : some) {
        sent |= !pair.isDone() && sending.test(pair);
      }
      if (!sent) {
        awaitNews();
      }
    }
  }

  /** Something has arrived, so more may be sent; or a client is connected, which tells nobody. */
  private void awaitNews() {
    try {
      if (news.tryAcquire(5, TimeUnit.MILLISECONDS)) {
        news.drainPermits();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void arrived(LedgerStream stream, int number) {
    stream.arrived(number);
    news.release();
  }

  @Test
  void nothingIsLostDoubledOrReordered() throws Exception {
    long begin = System.nanoTime();
    ExecutorService senders = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round * AT_ONCE < UPGRADES; round++) {
        List<Pair> some = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          some.add(new Pair(round * AT_ONCE + i));
        }
        some.forEach(pair -> pair.client.connect());
        Future<?> up = senders.submit(() -> sendAll(some, Pair::sendUp));
        Future<?> down = senders.submit(() -> sendAll(some, Pair::sendDown));
        up.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        down.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await()
            .atMost(PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(2))
            .until(
                () -> some.stream().allMatch(pair -> pair.up.missing() + pair.down.missing() == 0));
        some.forEach(pair -> pair.manager.close());
        pairs.clear();
      }
    } finally {
      senders.shutdownNow();
    }
    LedgerVerdict verdict = ledger.verdict();
    verdict.requireClean("-Dupgrades=" + UPGRADES + " -Dupgrades.messages=" + MESSAGES);
    assertThat(upgraded).hasSizeGreaterThanOrEqualTo(UPGRADES);
    census.requireNothingLeft();
    server.close();
    census.close();
    Figures.tell(
        "U01",
        "%,d upgrades in %d s, %s",
        upgraded.size(),
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
        verdict);
  }
}
