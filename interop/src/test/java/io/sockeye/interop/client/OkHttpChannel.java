package io.sockeye.interop.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.WebSocketChannel;
import io.sockeye.client.engine.WebSocketEvents;
import io.sockeye.protocol.Slice;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** A WebSocket of OkHttp; all events are told by one thread. */
final class OkHttpChannel extends WebSocketListener implements WebSocketChannel {
  private static final int NORMAL = 1000;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Message(boolean binary, byte[] bytes) {}

  private final ScheduledExecutorService thread;
  private final WebSocketEvents events;
  private final int maxMessageBytes;
  private final CompletableFuture<WebSocketChannel> opening;
  private volatile @Nullable WebSocket webSocket;

  // On the thread.
  private final Queue<Message> waiting = new ArrayDeque<>();
  private int wanted;
  private boolean ended;
  private boolean watching;

  OkHttpChannel(
      ScheduledExecutorService thread,
      WebSocketEvents events,
      int maxMessageBytes,
      CompletableFuture<WebSocketChannel> opening) {
    this.thread = thread;
    this.events = events;
    this.maxMessageBytes = maxMessageBytes;
    this.opening = opening;
  }

  private WebSocket opened() {
    return requireNonNull(webSocket);
  }

  // -- what the client wants

  @Override
  public void send(boolean binary, Slice bytes) {
    if (binary) {
      opened().send(ByteString.of(bytes.array(), bytes.offset(), bytes.length()));
    } else {
      opened().send(bytes.utf8());
    }
    thread.execute(this::watch);
  }

  @Override
  public long queuedBytes() {
    return opened().queueSize();
  }

  @Override
  public void request(int messages) {
    thread.execute(
        () -> {
          wanted += messages;
          tell();
        });
  }

  @Override
  public void close() {
    opened().close(NORMAL, null);
    thread.execute(this::watch);
  }

  @Override
  public void abort() {
    thread.execute(() -> ended = true);
    opened().cancel();
  }

  // -- on the thread

  private void watch() {
    if (!watching && !ended) {
      watching = true;
      look();
    }
  }

  private void look() {
    if (ended) {
      return;
    }
    if (opened().queueSize() > 0) {
      var unused = thread.schedule(this::look, 1, TimeUnit.MILLISECONDS);
    } else {
      watching = false;
      events.onWritten();
    }
  }

  private void tell() {
    while (wanted > 0 && !waiting.isEmpty() && !ended) {
      wanted--;
      Message next = waiting.remove();
      events.onMessage(next.binary(), next.bytes());
    }
  }

  private void take(boolean binary, byte[] bytes) {
    thread.execute(
        () -> {
          if (bytes.length > maxMessageBytes) {
            end(() -> events.onFailure(new ConnectFailure.Protocol("message too long", null)));
            opened().cancel();
          } else {
            waiting.add(new Message(binary, bytes));
            tell();
          }
        });
  }

  private void end(Runnable event) {
    if (!ended) {
      ended = true;
      event.run();
    }
  }

  // -- what OkHttp tells

  @Override
  public void onOpen(WebSocket opened, Response response) {
    webSocket = opened;
    thread.execute(() -> opening.complete(this));
  }

  @Override
  public void onMessage(WebSocket same, String text) {
    take(false, text.getBytes(UTF_8));
  }

  @Override
  public void onMessage(WebSocket same, ByteString bytes) {
    take(true, bytes.toByteArray());
  }

  @Override
  public void onClosing(WebSocket same, int code, String reason) {
    same.close(NORMAL, null);
  }

  @Override
  public void onClosed(WebSocket same, int code, String reason) {
    thread.execute(() -> end(() -> events.onClose(code, reason)));
  }

  @Override
  public void onFailure(WebSocket same, Throwable thrown, @Nullable Response response) {
    ConnectFailure failure =
        response == null
            ? OkHttpNetwork.failure(thrown)
            : new ConnectFailure.Http("refused", response.code(), "", null);
    thread.execute(
        () -> {
          if (!opening.completeExceptionally(failure)) {
            end(() -> events.onFailure(failure));
          }
        });
  }
}
