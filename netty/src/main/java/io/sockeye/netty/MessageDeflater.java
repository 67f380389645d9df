package io.sockeye.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sockeye.protocol.Slice;
import io.sockeye.server.engine.PerMessageDeflate;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Compresses the messages that one WebSocket sends (RFC 7692 section 7.2.1), on its event loop. */
final class MessageDeflater {
  /** What each compressed message would end with, and what is left out. */
  private static final int TAIL = 4;

  private static final byte[] NO_BYTES = {};

  private final PerMessageDeflate options;

  /** Holds the window from message to message; null if each message stands alone. */
  private final @Nullable Deflater own;

  MessageDeflater(PerMessageDeflate options, boolean contextTakeover) {
    this.options = options;
    this.own = contextTakeover ? Zlib.newDeflater(options.level()) : null;
  }

  PerMessageDeflate options() {
    return options;
  }

  /** Whether what is compressed here can be read by other peers, too. */
  boolean isShareable() {
    return own == null;
  }

  /** Whether a message of that length is compressed. */
  boolean covers(int length) {
    return length > 0 && length >= options.threshold();
  }

  /**
   * The compressed form of a message, to be released by the caller; null if it is no smaller, and
   * the message should go as it is.
   */
  @Nullable ByteBuf deflate(Slice message, ByteBufAllocator allocator) {
    Deflater deflater = own == null ? Zlib.ofThread().deflater(options.level()) : own;
    ByteBuf out = allocator.heapBuffer(64 + message.length() / 4);
    boolean done = false;
    try {
      deflater.setInput(message.array(), message.offset(), message.length());
      boolean full = true;
      while (full) {
        out.ensureWritable(64 + out.readableBytes() / 2);
        int room = out.writableBytes();
        int from = out.arrayOffset() + out.writerIndex();
        int count = deflater.deflate(out.array(), from, room, Deflater.SYNC_FLUSH);
        out.writerIndex(out.writerIndex() + count);
        full = count == room;
      }
      out.writerIndex(out.writerIndex() - TAIL);
      // A window that lives on has the message in it, so the peer's must get it the same way.
      done = own != null || out.readableBytes() < message.length();
    } finally {
      if (own == null) {
        deflater.reset();
      } else {
        deflater.setInput(NO_BYTES); // Or it would keep the message alive.
      }
      if (!done) {
        out.release();
      }
    }
    return done ? out : null;
  }

  /** Frees what the connection holds; nothing may be compressed after it. */
  void end() {
    if (own != null) {
      Zlib.end(own);
    }
  }
}
