package io.sockeye.interop.reliability;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server for a JVM of its own, which has little of something: {@code BesiegedServer
 * CONNECT-TIMEOUT-MILLIS}. Prints {@code READY} and its port, and does what standard input says:
 * {@code broadcast COUNT BYTES}, and {@code census}; ends when that ends.
 */
final class BesiegedServer {
  private static final long PATIENCE_SECONDS = 60;

  private final AtomicInteger slow = new AtomicInteger();

  /** Those that say that they read. */
  private final List<Socket> readers = new CopyOnWriteArrayList<>();

  private final SocketIoServer io;
  private final NettyServer server;

  private BesiegedServer(Duration connectTimeout) {
    io =
        SocketIoServer.builder()
            .connectTimeout(connectTimeout)
            .maxConnections(100_000) // More than there are descriptors, so it learns by failing.
            .observer(
                new ServerObserver() {
                  @Override
                  public void slowConsumer(EngineSession session, String limit, long pending) {
                    slow.incrementAndGet();
                  }
                })
            .build();
    io.onConnection(
        socket -> {
          socket.on("echo", String.class, text -> socket.emit("echo", text));
          socket.onRequest(
              "read",
              args -> {
                readers.add(socket);
                return "well";
              });
        });
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
  }

  public static void main(String[] args) throws IOException {
    BesiegedServer besieged = new BesiegedServer(Duration.ofMillis(Long.parseLong(args[0])));
    System.out.println("READY " + besieged.server.port());
    try (BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        String[] words = line.split(" ");
        System.out.println(
            words[0].equals("broadcast")
                ? besieged.broadcast(Integer.parseInt(words[1]), Integer.parseInt(words[2]))
                : besieged.census());
      }
    }
    besieged.server.close();
  }

  /** To everybody, as fast as the readers take it. */
  private String broadcast(int count, int bytes) {
    String text = "x".repeat(bytes);
    for (int i = 0; i < count; i++) {
      io.emit("count", i, text);
      CompletableFuture.allOf(
              readers.stream()
                  .map(each -> each.onDrain().toCompletableFuture())
                  .toArray(CompletableFuture[]::new))
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join();
    }
    return "BROADCAST " + slow.get();
  }

  /** Connections, and the bytes of the heap that are in use. */
  private String census() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return "CENSUS " + io.engine().clientsCount() + " " + memory.getHeapMemoryUsage().getUsed();
  }
}
