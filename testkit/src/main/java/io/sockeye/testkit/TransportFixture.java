package io.sockeye.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.ResponseHeaders;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketLink;
import io.sockeye.server.engine.WebSocketReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A binding under test in front of an endpoint that hands each exchange to the test. */
public abstract class TransportFixture {
  /** The binding, listening. */
  public interface Server extends AutoCloseable {
    /** Where, on this machine. */
    int port();

    @Override
    void close();
  }

  /** The path that belongs to the endpoint. */
  protected static final String PATH = "/engine/";

  /** The largest message of each WebSocket. */
  static final int MAX_MESSAGE_BYTES = 100_000;

  /** How long something must not happen for a test to believe that it does not. */
  static final Duration A_WHILE = Duration.ofMillis(100);

  private static final long PATIENCE_SECONDS = 10;

  private final BlockingQueue<HttpExchange> exchanges = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** What happens to an exchange on its I/O thread. */
  private volatile Consumer<HttpExchange> ioThreadTask = exchanges::add;

  private @Nullable Server server;

  /**
   * Starts the binding under test.
   *
   * @param endpoint takes what matches {@code /engine/}
   */
  protected abstract Server start(EngineEndpoint endpoint) throws Exception;

  /** Connects to the binding; to be overridden for TLS. */
  protected Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  @BeforeEach
  void startServer() throws Exception {
    server =
        start(
            new EngineEndpoint() {
              @Override
              public boolean matches(HttpRequest request) {
                return request.path().equals(PATH);
              }

              @Override
              public void handle(HttpExchange exchange) {
                ioThreadTask.accept(exchange);
              }
            });
  }

  @AfterEach
  void stopServer() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    if (server != null) {
      server.close();
    }
  }

  /** Serves each exchange on its I/O thread instead of handing it to {@link #exchange}. */
  void onIoThread(Consumer<HttpExchange> task) {
    ioThreadTask = task;
  }

  int port() {
    if (server == null) {
      throw new IllegalStateException("the server is not started");
    }
    return server.port();
  }

  /** A new connection, closed after the test. */
  WireClient client() {
    try {
      WireClient client = WireClient.over(connect(port()));
      opened.add(client);
      return client;
    } catch (IOException e) {
      throw new AssertionError("cannot connect", e);
    }
  }

  /** The next exchange. */
  HttpExchange exchange() {
    return take(exchanges, "an exchange");
  }

  /** Whether the endpoint was given an exchange that no test has taken. */
  boolean hasExchange() {
    return !exchanges.isEmpty();
  }

  static HttpResponse ok(String body) {
    return HttpResponse.text(200, "text/plain; charset=UTF-8", body);
  }

  static <T> T take(BlockingQueue<T> queue, String what) {
    try {
      T taken = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(taken).as(what).isNotNull();
      return taken;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + what, e);
    }
  }

  /** Fails if this is ever false within a while. */
  static void throughoutAWhile(Callable<Boolean> holds) {
    Awaitility.await().during(A_WHILE).until(holds);
  }

  static <T> T result(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Completes when the peer of an exchange goes away. */
  static CompletableFuture<Void> abortOf(HttpExchange exchange) {
    CompletableFuture<Void> aborted = new CompletableFuture<>();
    exchange.onAbort(() -> aborted.complete(null));
    return aborted;
  }

  /** Reads the body of an exchange: its text, or {@code too large}. */
  static CompletableFuture<String> bodyOf(HttpExchange exchange, int maxBytes) {
    CompletableFuture<String> result = new CompletableFuture<>();
    exchange.readBody(
        maxBytes,
        new HttpExchange.BodyReceiver() {
          @Override
          public void onBody(byte[] body) {
            result.complete(new String(body, StandardCharsets.UTF_8));
          }

          @Override
          public void onTooLarge() {
            result.complete("too large");
          }
        });
    return result;
  }

  /** Accepts a WebSocket with the default bounds. */
  static RecordingReceiver accept(HttpExchange exchange) {
    RecordingReceiver receiver = new RecordingReceiver();
    exchange.acceptWebSocket(
        new WebSocketAccept(new ResponseHeaders(), Optional.empty(), MAX_MESSAGE_BYTES), receiver);
    return receiver;
  }

  /** Writes down what a WebSocket tells, one line each. */
  static class RecordingReceiver implements WebSocketReceiver {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<WebSocketLink> link = new CompletableFuture<>();

    /** The next thing told, such as {@code text hello} or {@code close 1000 bye}. */
    String next() {
      return take(events, "an event of the WebSocket");
    }

    /** The next thing told but for {@code writable}. */
    String nextButWritable() {
      String next = next();
      while (next.equals("writable")) {
        next = next();
      }
      return next;
    }

    /** What was told and not taken yet. */
    List<String> untaken() {
      return List.copyOf(events);
    }

    WebSocketLink link() {
      return result(link);
    }

    @Override
    public void onOpen(WebSocketLink opened) {
      link.complete(opened);
      events.add("open");
    }

    @Override
    public void onText(byte[] utf8) {
      events.add("text " + new String(utf8, StandardCharsets.UTF_8));
    }

    @Override
    public void onBinary(byte[] data) {
      events.add("binary " + new String(data, StandardCharsets.ISO_8859_1));
    }

    @Override
    public void onWritable() {
      events.add("writable");
    }

    @Override
    public void onError(Throwable cause) {
      events.add("error");
    }

    @Override
    public void onClose(int code, String reason) {
      events.add(("close " + code + " " + reason).trim());
    }
  }
}
