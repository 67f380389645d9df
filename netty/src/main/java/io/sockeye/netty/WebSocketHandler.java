package io.sockeye.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketReceiver;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reading half of one WebSocket and its life, on the connection's event loop; {@link NettyLink}
 * is the writing half.
 *
 * <p>The receiver hears of the close as soon as no message can come any more: with the peer's close
 * frame, a violation, or the end of the connection, whichever is first. The rest of the closing
 * handshake goes on without it, for a bounded time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of the channel tells of every failure
final class WebSocketHandler extends ChannelInboundHandlerAdapter
    implements FrameReader.Sink, NettyLink.Writer {
  private static final Logger log = LoggerFactory.getLogger(WebSocketHandler.class);

  /** How long a peer that broke the protocol may take for the close frame. */
  private static final Duration VIOLATOR_TIMEOUT = Duration.ofSeconds(1);

  /**
   * What a peer may still send behind our close frame. It is read, for closing a connection that
   * has unread bytes resets it, and the peer might lose the frame; but that courtesy has an end.
   */
  private static final int MAX_LATE_BYTES = 4 * 1024 * 1024;

  /** What TLS may still bring after reading was paused, before the connection is given up. */
  private static final int MAX_HELD_BYTES = 8 * 1024 * 1024;

  private final WebSocketReceiver receiver;
  private final FrameReader frames;

  /** Null if the peers have not agreed on compression. */
  private final @Nullable MessageInflater inflater;

  /** Null if the peers have not agreed on compression. */
  private final @Nullable MessageDeflater deflater;

  private final long lowMark;
  private final TimeLimits limits;
  private final Duration closeTimeout;

  /** What came while reading was paused, in order; null if nothing ever did. */
  private @Nullable Deque<ByteBuf> held;

  private long heldBytes;

  @SuppressWarnings("NullAway.Init") // set when added to the pipeline, before anything happens
  private ChannelHandlerContext ctx;

  @SuppressWarnings("NullAway.Init") // as above
  private NettyLink link;

  private boolean paused;
  private boolean closeFrameReceived;
  private boolean violated;

  /** Bytes that came after our close frame was sent. */
  private long lateBytes;

  /** Whether the receiver was told of the end: nothing more is told then. */
  private boolean closeTold;

  WebSocketHandler(
      WebSocketReceiver receiver,
      WebSocketAccept accept,
      @Nullable DeflateNegotiation deflate,
      TimeLimits limits,
      Duration closeTimeout) {
    this.receiver = receiver;
    this.inflater = deflate == null ? null : new MessageInflater(deflate.clientContextTakeover());
    this.deflater =
        deflate == null
            ? null
            : new MessageDeflater(deflate.options(), deflate.serverContextTakeover());
    this.frames = new FrameReader(this, accept.maxMessageBytes(), inflater);
    this.lowMark = accept.lowWaterMark();
    this.limits = limits;
    this.closeTimeout = closeTimeout;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    link = new NettyLink(context, this, deflater, lowMark);
  }

  /** The answer to the handshake was written. */
  void open() {
    guarded(() -> receiver.onOpen(link));
    link.drain();
    ctx.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (link.isCloseFrameSent()) {
      lateBytes += in.readableBytes();
      if (lateBytes > MAX_LATE_BYTES) {
        in.release();
        ctx.close();
        return;
      }
    }
    if (held == null || held.isEmpty()) {
      read(in);
    } else {
      heldBytes += in.readableBytes();
      held.addLast(in);
    }
    if (heldBytes > MAX_HELD_BYTES) {
      log.debug("Connection {}: too much came while reading was paused", ctx.channel().id());
      ctx.close();
    }
  }

  /** Reads frames, and holds what is left if the receiver wants a pause. */
  private void read(ByteBuf in) {
    frames.read(in);
    if (in.isReadable()) {
      if (held == null) {
        held = new ArrayDeque<>(2);
      }
      heldBytes += in.readableBytes();
      held.addFirst(in);
    } else {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    // What was sent while reading goes out now rather than when the loop comes to its tasks.
    link.drain();
    context.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    link.drain();
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void setPaused(boolean pause) {
    paused = pause;
    readHeld();
    ctx.channel().config().setAutoRead(!paused);
    if (!paused) {
      link.drain(); // No read ends with this when a ping was held, and it wants its answer.
    }
  }

  private void readHeld() {
    while (!paused && held != null && !held.isEmpty()) {
      ByteBuf next = held.removeFirst();
      heldBytes -= next.readableBytes();
      read(next);
    }
  }

  // What the frames say

  @Override
  public boolean isReading() {
    return !paused;
  }

  @Override
  public void onText(byte[] utf8) {
    guarded(() -> receiver.onText(utf8));
  }

  @Override
  public void onBinary(byte[] data) {
    guarded(() -> receiver.onBinary(data));
  }

  @Override
  public void onPing(byte[] payload) {
    link.sendPong(payload);
  }

  @Override
  public void onCloseFrame(int code, String reason) {
    closeFrameReceived = true;
    if (link.isCloseFrameSent()) {
      ctx.close();
    } else {
      // Before the receiver closes in its own words: the peer gets its code back.
      link.close(code == FrameReader.NO_CODE ? 0 : code, "");
    }
    tellClosed(code, reason);
  }

  @Override
  public void onViolation(int closeCode, ProtocolException cause) {
    violated = true;
    limits.await(VIOLATOR_TIMEOUT, ctx::close);
    if (link.isCloseFrameSent()) {
      limits.endAfter(ctx.newSucceededFuture());
    } else {
      link.closeAtOnce(closeCode);
    }
    guarded(() -> receiver.onError(cause));
    tellClosed(NettyLink.NO_CLOSE_FRAME, "");
  }

  // What the link says

  @Override
  public void onWritable() {
    guarded(receiver::onWritable);
  }

  @Override
  public void onCloseRequested() {
    limits.await(closeTimeout, ctx::close);
  }

  @Override
  public void onCloseFrameSent(ChannelFuture written) {
    if (violated) {
      limits.endAfter(written);
    } else if (closeFrameReceived) {
      written.addListener(done -> ctx.close());
    }
  }

  // The end

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      ctx.close();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    limits.awaitNothing();
    paused = false;
    readHeld();
    link.onClosed();
    tellClosed(NettyLink.NO_CLOSE_FRAME, "");
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (held != null) {
      held.forEach(ByteBuf::release);
      held = null;
    }
    if (inflater != null) {
      inflater.end();
    }
    if (deflater != null) {
      deflater.end();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    SockeyeHandler.logFailure(context.channel(), cause);
    ctx.close();
  }

  private void tellClosed(int code, String reason) {
    if (!closeTold) {
      guarded(() -> receiver.onClose(code, reason));
      closeTold = true;
    }
  }

  /** Calls the receiver, unless it was told of the end; a failure of it ends the connection. */
  private void guarded(Runnable call) {
    if (closeTold) {
      return;
    }
    try {
      call.run();
    } catch (RuntimeException e) {
      log.warn("Connection {}: the receiver failed", ctx.channel().id(), e);
      ctx.close();
    }
  }
}
