package io.sockeye.interop.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.Census;
import io.sockeye.testkit.WireClient;
import io.sockeye.testsupport.Figures;
import io.sockeye.testsupport.Leftovers;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Connections of both transports that come and go in every way there is, each of which ends with
 * one disconnection, and leaves nothing. Rows M02, M03 and M10 of the matrix; {@code -Dchurn}
 * chooses how many. Of no class there are more objects after it; the bytes of the heap are told as
 * a figure.
 */
@ExtendWith(Leftovers.class)
final class ChurnTest {
  private static final int CYCLES = Integer.getInteger("churn", 2_000);
  private static final long SEED = Long.getLong("churn.seed", 4_711);
  private static final int THREADS = 4;

  /**
   * Of a class so many more may be there, for all: fewer than of what each of a way would leave.
   */
  private static final int MORE_ALLOWED = 150;

  private static final String PATH = "/socket.io/?EIO=4&transport=";

  /** How a connection comes and goes. */
  private enum Way {
    WEBSOCKET_CLOSED {
      @Override
      void go(WireClient client) {
        join(client);
        client.text("41").text("1").closeFrame();
      }
    },
    WEBSOCKET_GONE {
      @Override
      void go(WireClient client) {
        join(client);
      }
    },
    WEBSOCKET_RESET {
      @Override
      void go(WireClient client) {
        join(client);
        client.text("451-[\"x\",{\"_placeholder\":true,\"num\":0}]").reset();
      }
    },
    PARSE_ERROR {
      @Override
      void go(WireClient client) {
        join(client);
        client.text("42{").closeFrame();
      }
    },
    VIOLATION {
      @Override
      void go(WireClient client) {
        join(client);
        client.text("40").closeFrame();
      }
    },
    REFUSED {
      @Override
      void go(WireClient client) {
        client.openWebSocket(PATH + "websocket").frame();
        client.text("40/refused,").frame();
        client.text("40/none,").frame();
      }
    },
    HANDSHAKE_ALONE {
      @Override
      void go(WireClient client) {
        client.openWebSocket(PATH + "websocket").frame();
      }
    },
    POLLING_CLOSED {
      @Override
      void go(WireClient client) {
        String target = poll(client);
        client.post(target, "42[\"echo\",1]").answer();
        client.get(target).answer();
        client.post(target, "1").answer();
      }
    },
    POLL_CUT {
      @Override
      void go(WireClient client) {
        client.get(poll(client));
      }
    },
    POST_CUT {
      @Override
      void go(WireClient client) {
        client.send("POST " + poll(client) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n4");
      }
    },
    /** The heartbeat finds out. */
    POLLING_ABANDONED {
      @Override
      void go(WireClient client) {
        poll(client);
      }
    };

    /** Whatever is left open is closed then. */
    abstract void go(WireClient client);

    private static void join(WireClient client) {
      client.openWebSocket(PATH + "websocket").frame();
      client.text("40").frame();
      client.text("42[\"ask\"]").frame();
    }

    private static String poll(WireClient client) {
      String open = client.get(PATH + "polling").answer().body();
      String target = PATH + "polling&sid=" + open.substring(9, 29);
      client.post(target, "40").answer();
      client.get(target).answer();
      return target;
    }
  }

  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger disconnecting = new AtomicInteger();
  private final AtomicInteger disconnected = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Census census = new Census();
  private final NettyServer server;

  ChurnTest() {
    SocketIoServer io =
        census.of(
            SocketIoServer.builder()
                .pingInterval(Duration.ofMillis(500))
                .pingTimeout(Duration.ofMillis(2_000))
                .connectTimeout(Duration.ofMillis(900)));
    io.of("/refused").use((socket, handshake) -> false);
    io.onConnection(
        socket -> {
          connected.incrementAndGet();
          socket.join("all", "room " + connected.get() % 100);
          socket.on("echo", Integer.class, number -> socket.emit("echo", number));
          socket.on("ask", (args, ack) -> ask(socket));
          socket.onDisconnecting(reason -> disconnecting.incrementAndGet());
          socket.onDisconnect(reason -> disconnected.incrementAndGet());
        });
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
  }

  /** Nobody answers, so each of these ends with its connection. */
  private void ask(Socket socket) {
    asked.incrementAndGet();
    var unused =
        socket.emitWithAck("asked").whenComplete((answer, failure) -> unanswered.incrementAndGet());
  }

  private void cycles(int count, Random random) {
    Way[] ways = Way.values();
    for (int i = 0; i < count; i++) {
      Way way = ways[random.nextInt(ways.length)];
      try (WireClient client = WireClient.connect(server.port())) {
        way.go(client);
      } catch (UncheckedIOException e) {
        throw new AssertionError(way + ", cycle " + i + ", -Dchurn.seed=" + SEED, e);
      }
    }
  }

  private void churn(int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Random random = new Random(SEED + i);
        all.add(threads.submit(() -> cycles(count / THREADS, random)));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      threads.shutdown();
      assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void everyConnectionEndsOnceAndLeavesNothing() throws Exception {
    churn(CYCLES / 4); // What is made once for all is made then.
    census.requireNothingLeft();
    ClassHistogram classes = ClassHistogram.take();
    long before = heapAfterCollection();
    long begin = System.nanoTime();

    churn(CYCLES);

    census.requireNothingLeft();
    await().untilAsserted(() -> assertThat(disconnected).hasValue(connected.get()));
    await().untilAsserted(() -> assertThat(unanswered).hasValue(asked.get()));
    assertThat(asked.get()).isPositive();
    assertThat(disconnecting).hasValue(connected.get());
    assertThat(connected.get()).isGreaterThan(CYCLES / 2);
    await()
        .untilAsserted(
            () -> assertThat(ClassHistogram.take().grownSince(classes, MORE_ALLOWED)).isEmpty());
    long grown = heapAfterCollection() - before;
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    Figures.tell(
        "M02",
        "%,d connections of %d kinds in %d s: census 0, heap %+,d bytes (%.3f KB each)",
        CYCLES,
        Way.values().length,
        seconds,
        grown,
        grown / 1_024.0 / CYCLES);
    server.close();
    census.close();
  }

  private static long heapAfterCollection() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < 3; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
