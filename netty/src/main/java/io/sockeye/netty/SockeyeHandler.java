package io.sockeye.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.sockeye.concurrent.TurnBatch;
import io.sockeye.server.engine.EngineEndpoint;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.HttpResponse;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketReceiver;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the HTTP requests of one connection, one after the other, and turns it into a WebSocket
 * when the endpoint accepts one. Goes into one's own pipeline as well:
 *
 * <pre>{@code
 * pipeline.addLast(new SockeyeHandler(io.endpoint(), NettyOptions.builder().build()));
 * pipeline.addLast(new MyHttpHandler());
 * }</pre>
 *
 * <p>It brings its own HTTP codec. Requests that are not the endpoint's go to the options'
 * fallback, or without one on to the next handler as Netty's messages; that one writes a whole
 * answer, and gets the next request after it.
 *
 * <p>What a connection is at is in {@link RequestCycle}; all of it happens on its event loop. A
 * request that was refused, or one of two answers that do not fit, changes nothing.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of the channel tells of every failure
public final class SockeyeHandler extends ChannelDuplexHandler {
  private static final Logger log = LoggerFactory.getLogger(SockeyeHandler.class);

  private final EngineEndpoint endpoint;
  private final NettyOptions options;
  private final @Nullable Consumer<HttpExchange> fallback;
  private final RequestDecoder decoder;
  private final HttpResponseEncoder encoder = new HttpResponseEncoder();
  private final TimeLimits limits;
  private final Runnable onHeadersTimeout = this::headersTimedOut;

  @SuppressWarnings("NullAway.Init") // set when added to the pipeline, before anything happens
  private ChannelHandlerContext ctx;

  @SuppressWarnings("NullAway.Init") // as above
  private Outbox outbox;

  private final RequestCycle cycle = new RequestCycle();

  /** The request that is served, also when it is answered; null if there is none. */
  private @Nullable NettyExchange exchange;

  /** A WebSocket was accepted before the request was read whole; null otherwise. */
  private @Nullable WebSocketUpgrade pendingUpgrade;

  /** Whether the server is shutting down, so that each answer is the last. */
  private boolean draining;

  /** Whether a burst of reads is under way, at whose end there is a flush. */
  private boolean reading;

  /**
   * For one connection.
   *
   * @param endpoint who takes the requests that it matches
   * @param options of which the time limits, the limits of requests and the fallback are used
   */
  public SockeyeHandler(EngineEndpoint endpoint, NettyOptions options) {
    this(endpoint, options, options.fallback().orElse(null));
  }

  SockeyeHandler(
      EngineEndpoint endpoint, NettyOptions options, @Nullable Consumer<HttpExchange> fallback) {
    this.endpoint = endpoint;
    this.options = options;
    this.fallback = fallback;
    this.decoder = new RequestDecoder(options, new DecoderGate());
    this.limits = new TimeLimits(options.writeTimeout());
  }

  private final class DecoderGate implements RequestDecoder.Gate {
    @Override
    public boolean isOpen() {
      return cycle.isReading(exchange != null && exchange.isBodyWanted());
    }

    @Override
    public boolean isDiscarding() {
      return cycle.isClosing();
    }

    @Override
    public void onRefused(int status) {
      refuse(status);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    if (context.executor() != context.channel().eventLoop()) {
      throw new IllegalStateException(
          "expected to be added without an EventExecutorGroup: it runs on its channel's event loop");
    }
    onEventLoop();
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.addBefore(ctx.name(), null, limits);
    pipeline.addBefore(ctx.name(), null, decoder);
    pipeline.addBefore(ctx.name(), null, encoder);
    if (ctx.channel().isActive()) {
      begin();
    }
  }

  /** Again, for a channel may be moved to another event loop between two requests. */
  @Override
  public void channelRegistered(ChannelHandlerContext context) {
    onEventLoop();
    context.fireChannelRegistered();
  }

  private void onEventLoop() {
    outbox = Outbox.of(ctx.executor());
    TurnBatch.collectOn(ctx.executor());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    begin();
    context.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      limits.await(options.headersTimeout(), onHeadersTimeout);
    } else if (event instanceof SslCloseCompletionEvent) {
      close();
    } else if (event == NettyServer.DRAIN) {
      draining = true;
      if (cycle.isIdle()) {
        close();
      }
    }
    context.fireUserEventTriggered(event);
  }

  /** The head is due from now on, or once TLS is agreed on, which has a time limit of its own. */
  private void begin() {
    if (ctx.pipeline().get(SslHandler.class) == null) {
      limits.await(options.headersTimeout(), onHeadersTimeout);
    }
  }

  // Requests

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    reading = true;
    if (message instanceof io.netty.handler.codec.http.HttpRequest request) {
      onRequest(request);
    } else if (message instanceof HttpContent content) {
      if (cycle.isPassedOn()) {
        context.fireChannelRead(content);
      } else {
        onContent(content);
        content.release();
      }
      if (content instanceof LastHttpContent && !cycle.isClosing()) {
        onRequestEnd();
      }
    } else {
      context.fireChannelRead(message);
    }
  }

  private void onRequest(io.netty.handler.codec.http.HttpRequest request) {
    if (!ctx.channel().isActive() || !cycle.begin(request)) {
      ReferenceCountUtil.release(request);
      return;
    }
    limits.awaitNothing();
    if (HttpUtil.isTransferEncodingChunked(request) || HttpUtil.isContentLengthSet(request)) {
      limits.await(options.bodyTimeout(), this::bodyTimedOut);
    }
    HttpRequest head = RequestDecoder.headOf(request, ctx.channel());
    if (endpoint.matches(head)) {
      serve(head, endpoint::handle);
    } else if (fallback == null) {
      cycle.onPassedOn();
      ctx.fireChannelRead(request);
    } else if (head.isWebSocketUpgrade()) {
      close();
    } else {
      serve(head, fallback);
    }
  }

  private void serve(HttpRequest head, Consumer<HttpExchange> server) {
    NettyExchange begun = new NettyExchange(this, outbox, head);
    exchange = begun;
    cycle.onServed();
    try {
      server.accept(begun);
    } catch (RuntimeException e) {
      log.warn("Serving {} failed", head, e);
      begun.respondAndClose(HttpResponse.of(500));
    }
  }

  private void onContent(HttpContent content) {
    if (exchange != null && cycle.isServed()) {
      exchange.onBodyPart(content.content());
    }
  }

  private void onRequestEnd() {
    cycle.onReadWhole();
    limits.awaitNothing();
    if (pendingUpgrade != null) {
      upgrade(pendingUpgrade);
    } else if (cycle.isServed() && exchange != null) {
      exchange.onBodyEnd();
    } else {
      awaitNext();
    }
  }

  void onBodyWanted(NettyExchange asking) {
    if (asking != exchange || !cycle.isServed()) {
      return;
    }
    if (cycle.takeContinue()) {
      ctx.writeAndFlush(answer(HttpResponseStatus.CONTINUE));
    }
    decoder.resume(decoderContext());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    reading = false;
    context.flush();
    if (cycle.isIdle() && decoder.isMidHead() && !limits.isAwaiting(onHeadersTimeout)) {
      limits.await(options.headersTimeout(), onHeadersTimeout);
    }
    context.fireChannelReadComplete();
  }

  // Answers

  void onResponse(NettyExchange answered, HttpResponse response, boolean close) {
    if (answered != exchange || !cycle.isServed()) {
      answered.onAnswerTaken();
      return;
    }
    boolean last = close || draining || cycle.isLast();
    FullHttpResponse message = answered.encode(response);
    if (last) {
      message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    cycle.onAnswered();
    ChannelFuture written = ctx.write(message);
    if (!reading || last) {
      ctx.flush();
    }
    if (last) {
      written.addListener(done -> answered.onAnswerTaken());
      finish(written);
    } else {
      written.addListener(
          done -> {
            answered.onAnswerTaken();
            onAnswerWritten();
          });
      decoder.resume(decoderContext());
    }
  }

  /** Notes when the application has answered the request that was passed on to it. */
  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    boolean last =
        cycle.isPassed()
            && message instanceof LastHttpContent
            && !(message instanceof FullHttpResponse whole && whole.status().code() < 200);
    if (!last) {
      context.write(message, promise);
      return;
    }
    cycle.onAnswered();
    context.write(message, promise.unvoid().addListener(done -> onAnswerWritten()));
  }

  private void onAnswerWritten() {
    cycle.onAnswerWritten();
    awaitNext();
  }

  /**
   * Takes the next request if this one was read whole and its answer written: a peer that sends
   * requests and reads no answers must not fill the memory with answers.
   */
  private void awaitNext() {
    if (cycle.next()) {
      exchange = null;
      if (draining) {
        finish(ctx.newSucceededFuture());
        return;
      }
      limits.await(options.keepAliveTimeout(), this::close);
      decoder.resume(decoderContext());
    }
  }

  private void refuse(int status) {
    NettyExchange refused = exchange;
    boolean answerable = cycle.onRefused();
    if (refused != null) {
      refused.onPeerGone();
    }
    if (answerable) {
      FullHttpResponse message = answer(HttpResponseStatus.valueOf(status));
      message.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      message.headers().set(HttpHeaderNames.CONTENT_LENGTH, HttpHeaderValues.ZERO);
      finish(ctx.writeAndFlush(message));
    } else {
      close();
    }
  }

  private static FullHttpResponse answer(HttpResponseStatus status) {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
  }

  /** Ends the connection once an answer is written. */
  private void finish(ChannelFuture written) {
    cycle.onClosing();
    exchange = null;
    limits.awaitNothing();
    limits.endAfter(written);
    decoder.resume(decoderContext());
  }

  // WebSocket

  void onAccept(NettyExchange accepted, WebSocketAccept accept, WebSocketReceiver receiver) {
    WebSocketUpgrade upgrade = new WebSocketUpgrade(accept, receiver);
    if (accepted != exchange || !cycle.isServed()) {
      upgrade.abandon();
      return;
    }
    cycle.onAnswered();
    pendingUpgrade = upgrade;
    if (cycle.isReadWhole()) {
      upgrade(upgrade);
    } else {
      decoder.resume(decoderContext());
    }
  }

  private void upgrade(WebSocketUpgrade pending) {
    NettyExchange accepted = exchange;
    if (accepted == null) {
      return;
    }
    pendingUpgrade = null;
    exchange = null;
    limits.awaitNothing();
    WebSocketHandler webSocket =
        pending.begin(ctx, accepted.request(), limits, options.closeTimeout());
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.remove(encoder);
    pipeline.remove(this);
    decoder.readOn(ctx);
    webSocket.open();
    // Last, for the decoder hands on what it had kept: frames that came right behind the request.
    pipeline.remove(decoder);
  }

  // Time limits and the end

  private void headersTimedOut() {
    if (decoder.isMidHead()) {
      refuse(HttpResponseStatus.REQUEST_TIMEOUT.code());
    } else {
      close();
    }
  }

  private void bodyTimedOut() {
    refuse(HttpResponseStatus.REQUEST_TIMEOUT.code());
  }

  /** Ends the connection at once. */
  void close() {
    cycle.onClosing();
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    NettyExchange orphan = exchange;
    WebSocketUpgrade unopened = pendingUpgrade;
    cycle.onClosing();
    exchange = null;
    pendingUpgrade = null;
    limits.awaitNothing();
    if (orphan != null) {
      orphan.onPeerGone();
    }
    if (unopened != null) {
      unopened.abandon();
    }
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    logFailure(context.channel(), cause);
    close();
  }

  /** What a network does all day is no news; anything else is a mistake of ours. */
  static void logFailure(Channel channel, Throwable cause) {
    if (cause instanceof IOException || cause.getCause() instanceof IOException) {
      log.debug("Connection {} failed: {}", channel.id(), cause.toString());
    } else {
      log.warn("Connection {} failed", channel.id(), cause);
    }
  }

  private ChannelHandlerContext decoderContext() {
    return ctx.pipeline().context(decoder);
  }
}
