package io.sockeye.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketReceiver;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of a connection: takes the calls of any thread to the connection's event loop, and
 * collects the body if it is asked to. What the answer does to the connection is the business of
 * {@link SockeyeHandler}.
 *
 * <p>Answer and abort exclude each other by one atomic step of {@link #state}:
 *
 * <pre>
 *   OPEN --first of the four answering calls--> ANSWERED
 *      \_______the peer went away_____________> ABORTED
 * </pre>
 */
final class NettyExchange implements HttpExchange {
  private enum State {
    OPEN,
    ANSWERED,
    ABORTED
  }

  private static final Logger log = LoggerFactory.getLogger(NettyExchange.class);

  private static final byte[] NO_BYTES = {};

  /** The endpoint's {@code ResponseHeaders} have checked each field. */
  private static final HttpHeadersFactory CHECKED_HEADERS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

  private static final HttpHeadersFactory NO_TRAILERS =
      DefaultHttpHeadersFactory.trailersFactory().withValidation(false);

  private final SockeyeHandler connection;
  private final Outbox outbox;
  private final HttpRequest request;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

  /** Null until somebody asks to be told, and again once told. */
  private final AtomicReference<@Nullable Runnable> abortTask = new AtomicReference<>();

  /** Bytes of the answer that the operating system has not taken yet. */
  private volatile int pendingBytes;

  // From here on: of the event loop alone.

  /** Null until the body is asked for, and again once it was handed over or found too large. */
  private @Nullable BodyReceiver bodyReceiver;

  private int maxBodyBytes;
  private byte[] body = NO_BYTES;
  private int bodySize;
  private boolean bodyWanted;
  private boolean bodyEnded;

  NettyExchange(SockeyeHandler connection, Outbox outbox, HttpRequest request) {
    this.connection = connection;
    this.outbox = outbox;
    this.request = request;
  }

  @Override
  public HttpRequest request() {
    return request;
  }

  @Override
  public void readBody(int maxBytes, BodyReceiver receiver) {
    onEventLoop(
        () -> {
          bodyWanted = true;
          maxBodyBytes = maxBytes;
          bodyReceiver = receiver;
          if (bodyEnded) {
            handOver();
          } else {
            connection.onBodyWanted(this);
          }
        });
  }

  @Override
  public void onAbort(Runnable task) {
    abortTask.set(task);
    if (state.get() == State.ABORTED) {
      runAbortTask();
    }
  }

  @Override
  public void respond(HttpResponse response) {
    respond(response, false);
  }

  @Override
  public void respondAndClose(HttpResponse response) {
    respond(response, true);
  }

  private void respond(HttpResponse response, boolean close) {
    if (answered()) {
      pendingBytes = response.body().length;
      onEventLoop(() -> connection.onResponse(this, response, close));
    }
  }

  @Override
  public long pendingBytes() {
    return pendingBytes;
  }

  /** The answer was taken by the operating system, or never will be. */
  void onAnswerTaken() {
    pendingBytes = 0;
  }

  @Override
  public void abort() {
    if (answered()) {
      onEventLoop(connection::close);
    }
  }

  @Override
  public void acceptWebSocket(WebSocketAccept accept, WebSocketReceiver receiver) {
    if (answered()) {
      onEventLoop(() -> connection.onAccept(this, accept, receiver));
    } else if (state.get() == State.ABORTED) {
      onEventLoop(() -> receiver.onClose(NettyLink.NO_CLOSE_FRAME, ""));
    }
  }

  private boolean answered() {
    return state.compareAndSet(State.OPEN, State.ANSWERED);
  }

  /** The answer in Netty's words. */
  FullHttpResponse encode(HttpResponse response) {
    boolean head = request.method().equals("HEAD");
    FullHttpResponse message =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(response.body()),
            CHECKED_HEADERS,
            NO_TRAILERS);
    response.headers().forEach(message.headers()::add);
    message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
    message.headers().set(HttpHeaderNames.DATE, DateField.now());
    return message;
  }

  /** The {@code Date} of an answer (RFC 9110 section 6.6.1), made once a second. */
  private record DateField(long second, String text) {
    private static final DateTimeFormatter FORMAT =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static volatile DateField latest = new DateField(-1, "");

    static String now() {
      long second = System.currentTimeMillis() / 1000;
      DateField date = latest;
      if (date.second != second) {
        date = new DateField(second, FORMAT.format(Instant.ofEpochSecond(second)));
        latest = date;
      }
      return date.text;
    }
  }

  /** The peer went away. Does nothing if the answer was given before. */
  void onPeerGone() {
    bodyReceiver = null;
    if (state.compareAndSet(State.OPEN, State.ABORTED)) {
      runAbortTask();
    }
  }

  private void runAbortTask() {
    Runnable task = abortTask.getAndSet(null);
    if (task != null) {
      guarded(task);
    }
  }

  /** Whether the body is to be decoded. */
  boolean isBodyWanted() {
    return bodyWanted;
  }

  /** A part of the body came; what nobody asked for is dropped. */
  void onBodyPart(ByteBuf part) {
    BodyReceiver receiver = bodyReceiver;
    int length = part.readableBytes();
    if (receiver == null || length == 0) {
      return;
    }
    if (length > maxBodyBytes - bodySize) {
      bodyReceiver = null;
      body = NO_BYTES;
      guarded(receiver::onTooLarge);
      return;
    }
    if (length > body.length - bodySize) {
      // Grows with what has come, never ahead with what a header promises.
      int grown = Math.max(bodySize + length, Math.min(maxBodyBytes, bodySize * 2));
      body = Arrays.copyOf(body, grown);
    }
    part.getBytes(part.readerIndex(), body, bodySize, length);
    bodySize += length;
  }

  /** The body is whole. */
  void onBodyEnd() {
    bodyEnded = true;
    handOver();
  }

  private void handOver() {
    BodyReceiver receiver = bodyReceiver;
    if (receiver != null) {
      byte[] whole = bodySize == body.length ? body : Arrays.copyOf(body, bodySize);
      bodyReceiver = null;
      body = NO_BYTES;
      guarded(() -> receiver.onBody(whole));
    }
  }

  private void onEventLoop(Runnable task) {
    if (outbox.isOnEventLoop()) {
      guarded(task);
    } else {
      outbox.add(() -> guarded(task));
    }
  }

  /** Runs code of the endpoint, or with values of it; a failure ends the connection. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.warn("Serving {} failed", request, e);
      onEventLoop(connection::close);
    }
  }
}
