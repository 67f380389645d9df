package io.sockeye.client.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sockeye.protocol.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A network whose other end is the test. */
final class FakeNetwork implements Network {
  /** A request that waits for the test to answer it. */
  record Exchange(HttpCall call, CompletableFuture<HttpAnswer> answer) {
    String body() {
      return new String(call.body(), UTF_8);
    }

    void answer(int status, String body) {
      answer.complete(new HttpAnswer(status, Map.of(), body.getBytes(UTF_8)));
    }
  }

  /** A WebSocket that waits, or is open. */
  static final class Socket implements WebSocketChannel {
    final WebSocketCall call;
    final WebSocketEvents events;
    final CompletableFuture<WebSocketChannel> opening = new CompletableFuture<>();
    final List<String> sent = new ArrayList<>();
    long queuedBytes;
    int requested;
    boolean closed;
    boolean aborted;

    Socket(WebSocketCall call, WebSocketEvents events) {
      this.call = call;
      this.events = events;
    }

    @Override
    public void send(boolean binary, Slice bytes) {
      sent.add((binary ? "binary " : "text ") + bytes.utf8());
      queuedBytes += bytes.length();
    }

    /** All that was sent is out. */
    void write() {
      queuedBytes = 0;
      events.onWritten();
    }

    void text(String text) {
      events.onMessage(false, text.getBytes(UTF_8));
    }

    @Override
    public long queuedBytes() {
      return queuedBytes;
    }

    @Override
    public void request(int messages) {
      requested += messages;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void abort() {
      aborted = true;
    }
  }

  private final Deque<Exchange> exchanges = new ArrayDeque<>();
  private final Deque<Socket> sockets = new ArrayDeque<>();

  /** What the next call throws; null for none. */
  RuntimeException thrown;

  /** Whether the next call returns null. */
  boolean returnsNull;

  private <T> CompletableFuture<T> result(CompletableFuture<T> result) {
    RuntimeException toThrow = thrown;
    thrown = null;
    if (toThrow != null) {
      throw toThrow;
    }
    boolean nothing = returnsNull;
    returnsNull = false;
    return nothing ? null : result;
  }

  @Override
  public CompletableFuture<HttpAnswer> send(HttpCall call) {
    Exchange exchange = new Exchange(call, new CompletableFuture<>());
    exchanges.add(exchange);
    return result(exchange.answer());
  }

  @Override
  public CompletableFuture<WebSocketChannel> openWebSocket(
      WebSocketCall call, WebSocketEvents events) {
    Socket socket = new Socket(call, events);
    sockets.add(socket);
    return result(socket.opening);
  }

  /** The next request, which must be of this method. */
  Exchange next(String method) {
    Exchange exchange = exchanges.remove();
    if (!exchange.call().method().equals(method)) {
      throw new AssertionError("expected " + method + ", got " + exchange.call().method());
    }
    return exchange;
  }

  Socket nextSocket() {
    return sockets.remove();
  }

  boolean isIdle() {
    return exchanges.isEmpty() && sockets.isEmpty();
  }

  @Override
  public void close() {}
}
