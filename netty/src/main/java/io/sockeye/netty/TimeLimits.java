package io.sockeye.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of one connection, on its event loop: one alarm for what the connection waits for
 * at the moment, and a watch over the bytes that wait for the peer to take them.
 *
 * <p>The watch runs only while bytes wait, so that an idle connection costs no timer. It stands
 * next to the socket in the pipeline, where it sees what TLS adds.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of the channel tells of every failure
final class TimeLimits extends ChannelOutboundHandlerAdapter {
  /** How often, within the time limit of a write, it is looked at. */
  private static final int LOOKS = 4;

  private static final Duration LINGER = Duration.ofSeconds(1);

  private final long writeTimeoutNanos;

  @SuppressWarnings("NullAway.Init") // set when added to the pipeline, before anything happens
  private ChannelHandlerContext ctx;

  /** What happens when the awaited does not come in time; null if nothing is awaited. */
  private @Nullable Runnable awaited;

  private @Nullable Future<?> alarm;

  /** Whether a look at the waiting bytes is scheduled. */
  private boolean watching;

  private long progressedAt;
  private int messageSeen;
  private long progressSeen;

  TimeLimits(Duration writeTimeout) {
    this.writeTimeoutNanos = writeTimeout.toNanos();
  }

  /** Runs the task after that time, unless something else is awaited before. */
  void await(Duration time, Runnable task) {
    awaitNothing();
    awaited = task;
    alarm = ctx.executor().schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  void awaitNothing() {
    awaited = null;
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
  }

  /**
   * Ends the connection once that was written: tells the peer that nothing more comes, and closes a
   * moment later. What comes meanwhile should be read and dropped: closing while there are unread
   * bytes would reset the connection, and the peer might lose what was written last (RFC 9112
   * section 9.6).
   */
  void endAfter(ChannelFuture written) {
    written.addListener(
        done -> {
          await(LINGER, ctx::close);
          SslHandler tls = ctx.pipeline().get(SslHandler.class);
          ChannelFuture told = tls == null ? written : tls.closeOutbound();
          told.addListener(also -> endOutput());
        });
  }

  private void endOutput() {
    if (ctx.channel() instanceof DuplexChannel channel && channel.isActive()) {
      channel.shutdownOutput();
    } else {
      ctx.close();
    }
  }

  /** Whether this task is what runs if time goes by. */
  boolean isAwaiting(Runnable task) {
    return awaited == task;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    context.flush();
    ChannelOutboundBuffer waiting = waitingBytes();
    if (!watching && waiting != null) {
      watching = true;
      note(waiting);
      lookLater();
    }
  }

  private void lookLater() {
    ctx.executor().schedule(this::look, writeTimeoutNanos / LOOKS, TimeUnit.NANOSECONDS);
  }

  private void look() {
    ChannelOutboundBuffer waiting = waitingBytes();
    if (waiting == null) {
      watching = false;
    } else if (messageOf(waiting) != messageSeen || waiting.currentProgress() != progressSeen) {
      note(waiting);
      lookLater();
    } else if (System.nanoTime() - progressedAt < writeTimeoutNanos) {
      lookLater();
    } else {
      ctx.close();
    }
  }

  private void note(ChannelOutboundBuffer waiting) {
    messageSeen = messageOf(waiting);
    progressSeen = waiting.currentProgress();
    progressedAt = System.nanoTime();
  }

  /** Tells messages apart without keeping one from being released. */
  private static int messageOf(ChannelOutboundBuffer waiting) {
    return System.identityHashCode(waiting.current());
  }

  /** Null if no bytes wait, or the channel is closed. */
  private @Nullable ChannelOutboundBuffer waitingBytes() {
    ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
    return buffer == null || buffer.isEmpty() ? null : buffer;
  }
}
