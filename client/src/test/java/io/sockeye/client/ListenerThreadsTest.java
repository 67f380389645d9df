package io.sockeye.client;

import static io.sockeye.client.RealServer.within;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What runs on which threads, and how much of it at once. */
final class ListenerThreadsTest {
  private static final int EVENTS = 300;
  private static final int SOCKETS = 4;

  private final RealServer server =
      new RealServer(
          io ->
              List.of("/", "/other")
                  .forEach(
                      name ->
                          io.of(name)
                              .onConnection(
                                  socket ->
                                      IntStream.rangeClosed(1, EVENTS)
                                          .forEach(i -> socket.emit("event", i)))));

  private final ExecutorService handlers = Executors.newFixedThreadPool(8);
  private final List<Manager> managers = new ArrayList<>();

  @AfterEach
  void close() {
    managers.forEach(Manager::close);
    server.close();
    handlers.shutdown();
  }

  private Manager manager() {
    Manager manager = Manager.builder(server.url()).handlers(handlers).autoConnect(false).build();
    managers.add(manager);
    return manager;
  }

  /** Listens with no lock of its own, as programs do. */
  private static final class Listener {
    final List<Integer> heard = new ArrayList<>();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    final CompletableFuture<Void> done = new CompletableFuture<>();

    void onEvent(Integer number) {
      mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
      heard.add(number);
      running.decrementAndGet();
      if (number == EVENTS) {
        done.complete(null);
      }
    }
  }

  @Test
  void listenersOfASocketRunOneAtATimeOnTheExecutorOfTheProgram() {
    List<Listener> listeners = new ArrayList<>();
    for (int i = 0; i < SOCKETS; i++) {
      Listener listener = new Listener();
      listeners.add(listener);
      Socket socket = manager().socket("/");
      socket.on("event", Integer.class, listener::onEvent);
      socket.onAny((event, args) -> assertThat(listener.running).hasValue(0));
      socket.connect();
    }

    for (Listener listener : listeners) {
      within(listener.done);
      assertThat(listener.mostAtOnce).hasValue(1);
      assertThat(listener.heard)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, EVENTS).boxed().toList());
    }
  }

  @Test
  void listenerThatBlocksDelaysNoOtherSocket() {
    Manager manager = manager();
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Boolean> released = new CompletableFuture<>();
    Listener other = new Listener();
    manager
        .socket("/")
        .once("event", (args, ack) -> released.complete(release.await(30, TimeUnit.SECONDS)))
        .connect();
    Socket free = manager.socket("/other"); // on the same connection
    free.on("event", Integer.class, other::onEvent);
    free.connect();

    within(other.done);

    assertThat(released).isNotDone();
    release.countDown();
    assertThat(within(released)).isTrue();
  }

  @Test
  void threadsAreDaemons() {
    Manager manager = Manager.builder(server.url()).autoConnect(false).build();
    managers.add(manager);
    CompletableFuture<Thread> handler = new CompletableFuture<>();
    Socket socket = manager.socket("/");
    socket.onConnect(() -> handler.complete(Thread.currentThread()));
    socket.connect();

    assertThat(within(handler).isDaemon()).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(
            thread ->
                thread.getName().startsWith("sockeye-client")
                    || thread.getName().startsWith("HttpClient"))
        .isNotEmpty()
        .allMatch(Thread::isDaemon);
  }
}
