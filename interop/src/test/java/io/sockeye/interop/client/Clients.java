package io.sockeye.interop.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Opens managers, closes them after each test, and waits for what must come, with a deadline. */
public final class Clients implements AfterEachCallback, AutoCloseable {
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

  /** Closes something after the test, before what was opened earlier. */
  public <T extends AutoCloseable> T keep(T resource) {
    toClose.push(resource);
    return resource;
  }

  /** A manager that comes back quickly, and waits to be told to open. */
  public Manager manager(String url, Mode mode) {
    return manager(url, mode, options -> {});
  }

  /** The same with more options. */
  public Manager manager(String url, Mode mode, Consumer<Manager.Builder> choose) {
    Manager.Builder options =
        mode.applyTo(Manager.builder(url))
            .autoConnect(false)
            .reconnectionDelay(Duration.ofMillis(10))
            .reconnectionDelayMax(Duration.ofMillis(50));
    choose.accept(options);
    return keep(options.build());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  @Override
  public void close() {
    while (!toClose.isEmpty()) {
      try {
        toClose.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Connects a socket, and waits for that and for the upgrade, if one is to come. */
  public static Socket connect(Socket socket, Mode mode) {
    socket.connect();
    get(socket.connected());
    eventually().until(() -> who(socket).get("transport").equals(mode.transport()));
    return socket;
  }

  /** What the server knows of a socket. */
  public static Map<?, ?> who(Socket socket) {
    return get(socket.emitWithAck("whoami", Map.class));
  }

  /** The values of the answer. */
  public static List<@Nullable Object> ask(Socket socket, String event, @Nullable Object... args) {
    return Values.of(get(socket.emitWithAck(event, args)));
  }

  /** All that the server sent before has come once it answers. */
  public static void settle(Socket socket) {
    assertThat(ask(socket, "echo-ack", "settled")).containsExactly("settled");
  }

  /** Waits for a condition, looking often. */
  public static ConditionFactory eventually() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).atMost(PATIENCE);
  }

  public static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The argument lists of all events of this name from now on. */
  public static BlockingQueue<List<@Nullable Object>> events(Socket socket, String name) {
    BlockingQueue<List<@Nullable Object>> events = new LinkedBlockingQueue<>();
    socket.on(name, (args, ack) -> events.add(Values.of(args)));
    return events;
  }

  /** The next of what is being gathered. */
  public static <T> T next(BlockingQueue<T> gathered) throws InterruptedException {
    T next = gathered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came within " + PATIENCE);
    }
    return next;
  }
}
