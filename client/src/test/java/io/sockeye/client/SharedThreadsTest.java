package io.sockeye.client;

import static io.sockeye.client.RealServer.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.client.engine.TransportType;
import io.sockeye.server.SocketIoServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** How many threads clients take, and that nothing is left of them. */
final class SharedThreadsTest {
  private static final int MANY = 500;

  private static void answer(SocketIoServer io) {
    io.onConnection(socket -> socket.onRequest("ask", Integer.class, number -> number + 1));
  }

  /** Threads of clients; the selector of the JDK's client goes when that is collected. */
  private static List<String> clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("sockeye-client"))
        .toList();
  }

  private static void assertNothingIsLeft() {
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () -> {
              assertThat(ClientRuntime.holders()).isZero();
              assertThat(clientThreads()).isEmpty();
            });
  }

  @Test
  void hundredsOfManagersShareAFewThreads() {
    try (RealServer server = new RealServer(SharedThreadsTest::answer)) {
      int before = Thread.activeCount();
      List<Manager> managers = new ArrayList<>();
      List<CompletableFuture<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        Manager manager =
            Manager.builder(server.url())
                .transports(i % 2 == 0 ? TransportType.POLLING : TransportType.WEBSOCKET)
                .build();
        managers.add(manager);
        answers.add(manager.socket("/").connect().emitWithAck("ask", Integer.class, i));
      }
      for (int i = 0; i < MANY; i++) {
        assertThat(within(answers.get(i))).isEqualTo(i + 1);
      }
      assertThat(server.io.engine().clientsCount()).isEqualTo(MANY);
      assertThat(Thread.activeCount()).as("threads").isLessThan(before + 60);

      managers.forEach(Manager::close);
      assertNothingIsLeft();
      await().until(() -> server.io.engine().clientsCount() == 0);
    }
  }

  @Test
  void aThousandSocketsShareOneConnection() {
    try (RealServer server =
        new RealServer(
            0,
            options -> options.maxNamespacesPerConnection(1_000),
            io -> {
              for (int i = 0; i < 1_000; i++) {
                io.of("/n" + i).onConnection(socket -> socket.onRequest("ask", args -> "yes"));
              }
            })) {
      int before = Thread.activeCount();
      Manager manager = Manager.connect(server.url());
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        answers.add(manager.socket("/n" + i).connect().emitWithAck("ask", String.class));
      }
      answers.forEach(answer -> assertThat(within(answer)).isEqualTo("yes"));
      assertThat(server.io.engine().clientsCount()).isEqualTo(1);
      assertThat(Thread.activeCount()).as("threads").isLessThan(before + 60);

      manager.close();
      assertNothingIsLeft();
    }
  }

  @Test
  void threadsEndAfterTheLastSocketLeftAndComeBackWithTheNext() {
    try (RealServer server = new RealServer(SharedThreadsTest::answer)) {
      Manager manager = Manager.builder(server.url()).autoConnect(false).build();
      assertThat(ClientRuntime.holders()).isZero();
      for (int i = 0; i < 3; i++) {
        Socket socket = manager.socket("/").connect();
        assertThat(within(socket.emitWithAck("ask", Integer.class, i))).isEqualTo(i + 1);
        socket.disconnect();
        assertNothingIsLeft();
      }
    }
  }

  @Test
  void closingFromAListenerLeavesNothing() {
    try (RealServer server = new RealServer(SharedThreadsTest::answer)) {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      Manager manager = Manager.builder(server.url()).autoConnect(false).build();
      Socket socket = manager.socket("/");
      socket.onConnect(manager::close).onDisconnect(reason -> closed.complete(null)).connect();

      within(closed);
      assertNothingIsLeft();
    }
  }

  @Test
  void whatWaitsToBeAnsweredWithoutConnectionHoldsTheClockAlone() {
    Manager manager = Manager.builder("http://127.0.0.1:9").autoConnect(false).build();
    CompletableFuture<?> answer =
        manager.socket("/").timeout(Duration.ofMillis(50)).emitWithAck("ask");
    assertThat(ClientRuntime.holders()).isEqualTo(1);

    await().until(answer::isCompletedExceptionally);
    assertNothingIsLeft();
  }

  @Test
  void givenHandlersAreUsedAndNotClosed() {
    ExecutorService handlers =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "my-own"));
    try (RealServer server = new RealServer(SharedThreadsTest::answer)) {
      Manager manager = Manager.builder(server.url()).handlers(handlers).autoConnect(false).build();
      CompletableFuture<String> thread = new CompletableFuture<>();
      manager
          .socket("/")
          .onConnect(() -> thread.complete(Thread.currentThread().getName()))
          .connect();

      assertThat(within(thread)).isEqualTo("my-own");
      manager.close();
      assertNothingIsLeft();
      assertThat(handlers.isShutdown()).isFalse();
    } finally {
      handlers.shutdown();
    }
  }

  @Test
  void attemptsHoldTheThreadsUntilTheyAreGivenUp() {
    Manager manager =
        Manager.builder("http://127.0.0.1:9")
            .reconnectionDelay(Duration.ofMillis(10))
            .reconnectionAttempts(2)
            .autoConnect(false)
            .build();
    CompletableFuture<Void> surrender = new CompletableFuture<>();
    manager.onReconnectFailed(() -> surrender.complete(null));

    manager.open();

    within(surrender);
    assertNothingIsLeft();
  }
}
