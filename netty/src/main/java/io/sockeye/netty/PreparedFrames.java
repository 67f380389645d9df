package io.sockeye.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.engine.PerMessageDeflate;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a group with their headers, made once and shared by all recipients: as they are,
 * and compressed for those whose windows do not live on.
 */
final class PreparedFrames {
  /** The same frames in the queue of a recipient that gets them compressed. */
  final class Compressible {
    /** Bytes before compression. */
    int size() {
      return size;
    }

    /** For one write, which releases it. */
    ByteBuf buffer(ByteBufAllocator allocator, MessageDeflater deflater) {
      return compressedBuffer(allocator, deflater);
    }
  }

  /** The compressed frames, and how they were compressed. */
  private record Compressed(PerMessageDeflate options, ByteBuf frames) {}

  // First bytes of frames that are not fragmented (RFC 6455 section 5.2).
  private static final int TEXT = 0x81;
  private static final int BINARY = 0x82;

  /** The bit of the first byte that says that the message is compressed (RFC 7692 section 6). */
  private static final int RSV1 = 0x40;

  private static final Function<WireFrames, PreparedFrames> PREPARE = PreparedFrames::new;

  private final WireFrames frames;
  private final int size;
  private final int longestMessage;
  private final Compressible compressible = new Compressible();

  /** Written without a lock: a count too low only costs a copy. */
  private int recipients;

  /** Null until a second recipient wants it. */
  private volatile @Nullable ByteBuf shared;

  /** Null until a recipient of several wants it. Two threads may make it, and either serves. */
  private volatile @Nullable Compressed sharedCompressed;

  private PreparedFrames(WireFrames frames) {
    this.frames = frames;
    long total = frames.totalBytes();
    int longest = 0;
    for (int i = 0; i < frames.count(); i++) {
      int length = frames.bytes(i).length();
      total += headerSize(length);
      longest = Math.max(longest, length);
    }
    this.size = Math.toIntExact(total);
    this.longestMessage = longest;
  }

  static PreparedFrames of(WireFrames frames) {
    return frames.prepared(PREPARE);
  }

  void addRecipient() {
    recipients++;
  }

  /** Bytes on the wire, as they are. */
  int size() {
    return size;
  }

  /** Whether any of the messages is long enough to be compressed. */
  boolean isCoveredBy(MessageDeflater deflater) {
    return deflater.covers(longestMessage);
  }

  Compressible compressible() {
    return compressible;
  }

  /** For one write, which releases it. */
  ByteBuf buffer(ByteBufAllocator allocator) {
    if (recipients == 1) {
      // Pooled memory is cheaper than memory that the garbage collector has to free.
      return encode(allocator.directBuffer(size));
    }
    ByteBuf form = shared;
    if (form == null) {
      ByteBuf memory = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(size)).clear();
      form = Unpooled.unreleasableBuffer(encode(memory));
      shared = form;
    }
    return form.duplicate();
  }

  private ByteBuf encode(ByteBuf out) {
    for (int i = 0; i < frames.count(); i++) {
      encodeAsItIs(i, out);
    }
    return out;
  }

  private void encodeAsItIs(int index, ByteBuf out) {
    Slice payload = frames.bytes(index);
    writeHeader(firstByte(index), payload.length(), out);
    out.writeBytes(payload.array(), payload.offset(), payload.length());
  }

  private ByteBuf compressedBuffer(ByteBufAllocator allocator, MessageDeflater deflater) {
    if (recipients == 1 || !deflater.isShareable()) {
      return encodeCompressed(allocator, deflater);
    }
    Compressed form = sharedCompressed;
    if (form == null || !form.options().equals(deflater.options())) {
      form = new Compressed(deflater.options(), unpooled(encodeCompressed(allocator, deflater)));
      sharedCompressed = form;
    }
    return form.frames().duplicate();
  }

  /** The same bytes in memory that the garbage collector frees. */
  private static ByteBuf unpooled(ByteBuf pooled) {
    try {
      ByteBuffer memory = ByteBuffer.allocateDirect(pooled.readableBytes());
      pooled.readBytes(memory);
      return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(memory.flip()));
    } finally {
      pooled.release();
    }
  }

  private ByteBuf encodeCompressed(ByteBufAllocator allocator, MessageDeflater deflater) {
    ByteBuf out = allocator.directBuffer(64 + size / 2);
    boolean done = false;
    try {
      for (int i = 0; i < frames.count(); i++) {
        ByteBuf message = null;
        if (deflater.covers(frames.bytes(i).length())) {
          message = deflater.deflate(frames.bytes(i), allocator);
        }
        if (message == null) {
          encodeAsItIs(i, out);
          continue;
        }
        try {
          writeHeader(firstByte(i) | RSV1, message.readableBytes(), out);
          out.writeBytes(message);
        } finally {
          message.release();
        }
      }
      done = true;
      return out;
    } finally {
      if (!done) {
        out.release();
      }
    }
  }

  private int firstByte(int index) {
    return frames.isBinary(index) ? BINARY : TEXT;
  }

  private static void writeHeader(int firstByte, int length, ByteBuf out) {
    out.writeByte(firstByte);
    switch (headerSize(length)) {
      case 2 -> out.writeByte(length);
      case 4 -> out.writeByte(126).writeShort(length);
      default -> out.writeByte(127).writeLong(length);
    }
  }

  private static int headerSize(int length) {
    return length < 126 ? 2 : length < 65_536 ? 4 : 10;
  }
}
