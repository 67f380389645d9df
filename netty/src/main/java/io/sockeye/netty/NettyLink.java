package io.sockeye.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.sockeye.concurrent.Fields;
import io.sockeye.concurrent.MpscQueue;
import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.engine.WebSocketLink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writing half of one WebSocket: a queue that any thread appends to and the connection's event
 * loop empties, as far as the peer takes it.
 *
 * <p>A thread that appends puts the link on the list of its event loop ({@link Outbox}), which is
 * one task however many links are on it: a broadcast wakes each event loop once, and each link is
 * flushed once. What the socket does not take stays here rather than in Netty's buffer, so that it
 * costs a reference and no copy.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of the channel tells of every failure
final class NettyLink implements WebSocketLink, Runnable {
  private static final Logger log = LoggerFactory.getLogger(NettyLink.class);

  /** What the link asks of the connection, on its event loop. */
  interface Writer {
    /** {@link #pendingBytes} is at the low mark again. */
    void onWritable();

    /** Somebody wants to close; the close frame is queued. */
    void onCloseRequested();

    /** The close frame is on its way; nothing follows it. */
    void onCloseFrameSent(ChannelFuture written);

    /** Stops reading, or goes on. */
    void setPaused(boolean paused);
  }

  /** Waits in the queue like a group; the payload of the frame that it will be. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record CloseFrame(byte[] payload) {
    static CloseFrame of(int code, String reason) {
      if (code == 0) {
        return new CloseFrame(new byte[0]);
      }
      byte[] text = reason.getBytes(StandardCharsets.UTF_8);
      if (text.length > MAX_CONTROL_PAYLOAD - 2) {
        throw new IllegalArgumentException(
            "close reason: expected at most 123 bytes, got " + text.length);
      }
      byte[] payload = new byte[2 + text.length];
      payload[0] = (byte) (code >>> 8);
      payload[1] = (byte) code;
      System.arraycopy(text, 0, payload, 2, text.length);
      return new CloseFrame(payload);
    }
  }

  // First bytes of frames that are not fragmented (RFC 6455 section 5.2).
  private static final int CLOSE = 0x88;
  private static final int PONG = 0x8a;

  private static final int MAX_CONTROL_PAYLOAD = 125;

  /**
   * So many pings that came together are answered each, the latest of them. The latest alone would
   * do (RFC 6455 section 5.5.3), but there are peers that count.
   */
  private static final int MAX_PONGS = 16;

  /** The close code that is told when no close frame came (RFC 6455 section 7.1.5). */
  static final int NO_CLOSE_FRAME = 1006;

  /** How often one link may fill its socket before the others of the loop get their turn. */
  private static final int FLUSHES_PER_TURN = 16;

  private static final VarHandle QUEUED_BYTES =
      Fields.of(MethodHandles.lookup(), "queuedBytes", long.class);
  private static final VarHandle CLOSE_REQUESTED =
      Fields.of(MethodHandles.lookup(), "closeRequested", boolean.class);
  private static final VarHandle LISTED =
      Fields.of(MethodHandles.lookup(), "listed", boolean.class);

  private final ChannelHandlerContext ctx;
  private final Channel channel;
  private final Writer writer;
  private final Outbox outbox;

  /** At this many waiting bytes the upper floors are told to go on. */
  private final long lowMark;

  /** Compresses what is sent; null if the peers have not agreed on it. */
  private final @Nullable MessageDeflater deflater;

  /**
   * {@link PreparedFrames}, of which some are {@linkplain PreparedFrames.Compressible to be
   * compressed}, and at most one {@link CloseFrame}, oldest first.
   */
  private final MpscQueue<Object> queue = new MpscQueue<>();

  private volatile long queuedBytes;
  private volatile boolean closeRequested;

  /** Whether the link is on the list of its event loop. */
  private volatile boolean listed;

  /** Whether more than the low mark was waiting, which nobody was told of having passed yet. */
  private volatile boolean aboveLowMark;

  // From here on: of the event loop alone.

  private boolean draining;
  private boolean closeFrameSent;

  /** What the latest pings said that are not answered yet, in order; null if none ever came. */
  private @Nullable Deque<byte[]> pongs;

  /** On the event loop. */
  NettyLink(
      ChannelHandlerContext ctx, Writer writer, @Nullable MessageDeflater deflater, long lowMark) {
    this.lowMark = lowMark;
    this.deflater = deflater;
    this.ctx = ctx;
    this.channel = ctx.channel();
    this.writer = writer;
    this.outbox = Outbox.of(ctx.executor());
  }

  @Override
  public void send(WireFrames frames, boolean compress) {
    if (closeRequested) {
      return;
    }
    PreparedFrames prepared = PreparedFrames.of(frames);
    prepared.addRecipient();
    QUEUED_BYTES.getAndAdd(this, (long) prepared.size());
    if (pendingBytes() > lowMark) {
      aboveLowMark = true;
    }
    boolean deflated = compress && deflater != null && prepared.isCoveredBy(deflater);
    append(deflated ? prepared.compressible() : prepared);
  }

  @Override
  public long pendingBytes() {
    ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
    return queuedBytes + (written == null ? 0 : written.totalPendingWriteBytes());
  }

  @Override
  public void close(int code, String reason) {
    CloseFrame frame = CloseFrame.of(code, reason);
    if (CLOSE_REQUESTED.compareAndSet(this, false, true)) {
      append(frame);
      onEventLoop(writer::onCloseRequested);
    }
  }

  @Override
  public void abort() {
    closeRequested = true;
    channel.close();
  }

  @Override
  public void pauseReading() {
    onEventLoop(() -> writer.setPaused(true));
  }

  @Override
  public void resumeReading() {
    onEventLoop(() -> writer.setPaused(false));
  }

  private void onEventLoop(Runnable task) {
    if (outbox.isOnEventLoop()) {
      task.run();
    } else {
      outbox.add(task);
    }
  }

  private void append(Object element) {
    queue.add(element);
    list();
  }

  private void list() {
    if (!listed && LISTED.compareAndSet(this, false, true)) {
      outbox.add(this);
    }
  }

  // On the event loop

  boolean isCloseFrameSent() {
    return closeFrameSent;
  }

  /** Answers a ping when the link is drained next; of very many, only the latest. */
  void sendPong(byte[] payload) {
    if (pongs == null) {
      pongs = new ArrayDeque<>(2);
    } else if (pongs.size() == MAX_PONGS) {
      pongs.removeFirst();
    }
    pongs.addLast(payload);
  }

  /** Sends the close frame before all that waits, and ends the output. */
  void closeAtOnce(int code) {
    closeRequested = true;
    forgetQueue();
    writeCloseFrame(CloseFrame.of(code, ""));
    ctx.flush();
  }

  /** The connection is gone, or going: takes nothing any more, and drops what waits. */
  void onClosed() {
    closeRequested = true;
    forgetQueue();
    pongs = null;
  }

  private void forgetQueue() {
    queue.clear();
    queuedBytes = 0;
  }

  /** The turn of the link on the list of its event loop. */
  @Override
  public void run() {
    listed = false;
    drain();
  }

  /** Writes what waits, as far as the peer takes it. */
  void drain() {
    if (draining) {
      // Called from a flush below, which goes on by itself.
      return;
    }
    draining = true;
    try {
      for (int i = 0; i < FLUSHES_PER_TURN && hasWaiting() && channel.isWritable(); i++) {
        writePongs();
        writeQueue();
        ctx.flush();
      }
    } catch (RuntimeException | OutOfMemoryError e) { // An Error it is if there is no memory left.
      // A frame is missing, so nothing may follow, not even while the connection is being closed.
      onClosed();
      ctx.close();
      log.warn("Connection {}: writing failed", channel.id(), e); // Last, for it takes memory, too.
    } finally {
      draining = false;
    }
    if (hasWaiting() && channel.isWritable()) {
      list();
    }
    if (aboveLowMark && pendingBytes() <= lowMark) {
      tellWritable();
    }
  }

  private void tellWritable() {
    aboveLowMark = false;
    if (pendingBytes() > lowMark) {
      aboveLowMark = true; // More came meanwhile, and whoever sent it may have set it before us.
    } else {
      writer.onWritable();
    }
  }

  private boolean hasWaiting() {
    return (pongs != null && !pongs.isEmpty()) || !queue.isEmpty();
  }

  /** What is written is counted twice for a moment, by whoever looks from elsewhere; never not. */
  private void writeQueue() {
    while (channel.isWritable()) {
      Object next = queue.poll();
      if (next instanceof PreparedFrames frames) {
        ctx.write(frames.buffer(ctx.alloc()), ctx.voidPromise());
        QUEUED_BYTES.getAndAdd(this, (long) -frames.size());
      } else if (next instanceof PreparedFrames.Compressible frames && deflater != null) {
        ctx.write(frames.buffer(ctx.alloc(), deflater), ctx.voidPromise());
        QUEUED_BYTES.getAndAdd(this, (long) -frames.size());
      } else if (next instanceof CloseFrame frame) {
        forgetQueue();
        writeCloseFrame(frame);
      } else {
        return;
      }
    }
  }

  private void writePongs() {
    while (pongs != null && !pongs.isEmpty()) {
      byte[] payload = pongs.removeFirst();
      if (!closeFrameSent) {
        ctx.write(controlFrame(PONG, payload), ctx.voidPromise());
      }
    }
  }

  private void writeCloseFrame(CloseFrame frame) {
    closeFrameSent = true;
    writer.onCloseFrameSent(ctx.write(controlFrame(CLOSE, frame.payload())));
  }

  private ByteBuf controlFrame(int firstByte, byte[] payload) {
    return ctx.alloc()
        .directBuffer(2 + payload.length)
        .writeByte(firstByte)
        .writeByte(payload.length)
        .writeBytes(payload);
  }
}
