package io.sockeye.server.engine;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request whose body, abort and answer the test plays itself. */
final class FakeExchange implements HttpExchange {
  private final HttpRequest request;
  private @Nullable HttpResponse response;
  private boolean closed;
  private boolean aborted;
  private boolean peerGone;
  private @Nullable Runnable onAbort;
  private @Nullable BodyReceiver bodyReceiver;
  private int maxBytes;
  private boolean taken = true;
  private @Nullable WebSocketAccept accept;
  private @Nullable WebSocketReceiver receiver;

  FakeExchange(HttpRequest request) {
    this.request = request;
  }

  // ---- the binding's side

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public void readBody(int most, BodyReceiver taker) {
    maxBytes = most;
    bodyReceiver = taker;
  }

  @Override
  public void onAbort(Runnable task) {
    if (peerGone) {
      task.run();
    } else {
      onAbort = task;
    }
  }

  @Override
  public void respond(HttpResponse answer) {
    if (!isAnswered()) {
      response = answer;
    }
  }

  @Override
  public void respondAndClose(HttpResponse answer) {
    respond(answer);
    closed = true;
  }

  @Override
  public void abort() {
    aborted = true;
  }

  @Override
  public long pendingBytes() {
    return response == null || taken ? 0 : response.body().length;
  }

  @Override
  public void acceptWebSocket(WebSocketAccept answer, WebSocketReceiver taker) {
    accept = answer;
    receiver = taker;
  }

  // ---- the test's side

  /** The body arrives. */
  FakeExchange body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  FakeExchange body(byte[] bytes) {
    BodyReceiver taker = bodyReceiver;
    if (taker == null) {
      return this; // Nobody asked for it.
    }
    bodyReceiver = null;
    if (bytes.length > maxBytes) {
      taker.onTooLarge();
    } else {
      taker.onBody(bytes);
    }
    return this;
  }

  /** The peer does not read the answer. */
  FakeExchange stopReading() {
    taken = false;
    return this;
  }

  /** The peer reads the answer. */
  void readAnswer() {
    taken = true;
  }

  /** The peer goes away. */
  void disconnect() {
    peerGone = true;
    if (onAbort != null && !isAnswered()) {
      onAbort.run();
    }
  }

  boolean isAnswered() {
    return response != null || aborted || accept != null;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isAborted() {
    return aborted;
  }

  int status() {
    return response().status();
  }

  String text() {
    return new String(response().body(), StandardCharsets.UTF_8);
  }

  @Nullable String header(String name) {
    return response().headers().get(name).orElse(null);
  }

  HttpResponse response() {
    if (response == null) {
      throw new AssertionError(request + " is not answered");
    }
    return response;
  }

  WebSocketAccept accept() {
    if (accept == null) {
      throw new AssertionError(request + " was not accepted as a WebSocket");
    }
    return accept;
  }

  /** The WebSocket handshake succeeds. */
  FakeLink open() {
    return FakeLink.open(receiver());
  }

  /** Who is told of the WebSocket. */
  WebSocketReceiver receiver() {
    accept();
    return Objects.requireNonNull(receiver);
  }

  /** The WebSocket handshake fails. */
  void failHandshake() {
    receiver().onClose(1006, "");
  }
}
