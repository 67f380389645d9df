package io.sockeye.netty;

import io.netty.buffer.ByteBuf;
import io.sockeye.protocol.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.ProtocolException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames that a WebSocket client sends (RFC 6455 section 5) and puts messages together.
 *
 * <p>It keeps no buffer of Netty's: payload is copied once, unmasked on the way, into the array
 * that the receiver gets. The array grows with what has come, never ahead with what a header
 * promises.
 */
final class FrameReader {
  /** Takes what was read, in the order of the wire. */
  interface Sink {
    /** A whole text message, checked to be UTF-8. */
    void onText(byte[] utf8);

    /** A whole binary message. */
    void onBinary(byte[] data);

    /** A ping, to be answered with the same payload. */
    void onPing(byte[] payload);

    /** The close frame; nothing after it is read. */
    void onCloseFrame(int code, String reason);

    /** The peer broke the protocol or a limit; nothing after it is read. */
    void onViolation(int closeCode, ProtocolException cause);

    /** Whether to go on reading after what was just told. */
    boolean isReading();
  }

  /** The close code of a close frame that has none. */
  static final int NO_CODE = 1005;

  /**
   * Browsers do not fragment and libraries do it by size; more fragments than this are an attack.
   */
  private static final int MAX_FRAGMENTS = 1024;

  private static final int PROTOCOL_ERROR = 1002;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int POLICY_VIOLATION = 1008;
  private static final int MESSAGE_TOO_BIG = 1009;

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  /** Says that a message is compressed (RFC 7692 section 6). */
  private static final int RSV1 = 0x40;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final byte[] NO_BYTES = {};

  private final Sink sink;
  private final int maxMessageBytes;

  /** Reads compressed messages; null if the peers have not agreed on it. */
  private final @Nullable MessageInflater inflater;

  /** Whether the close frame or a violation was told. */
  private boolean ended;

  /** The header of the frame that is being read: 2 bytes, the length, the mask. */
  private final byte[] header = new byte[14];

  private int headerSize;
  private int headerWanted = 2;

  // The current frame, once its header is whole.
  private boolean inPayload;
  private boolean fin;
  private int opcode;

  /** The mask, turned so that its highest byte is for the next byte of the payload. */
  private int mask;

  private int payloadLeft;

  // The message that is being put together from data frames.
  /** CONTINUATION if there is none. */
  private int messageOpcode = CONTINUATION;

  private boolean messageCompressed;
  private byte[] message = NO_BYTES;
  private int messageSize;
  private int fragments;

  // The control frame that is being read; it may come between two frames of a message.
  private byte[] control = NO_BYTES;
  private int controlSize;

  FrameReader(Sink sink, int maxMessageBytes, @Nullable MessageInflater inflater) {
    this.inflater = inflater;
    this.sink = sink;
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Reads on, until there is nothing more or the sink wants a pause. */
  void read(ByteBuf in) {
    while (in.isReadable() && !ended && sink.isReading()) {
      if (inPayload) {
        readPayload(in);
      } else {
        readHeader(in);
      }
    }
    if (ended) {
      in.skipBytes(in.readableBytes());
    }
  }

  private void readHeader(ByteBuf in) {
    int count = Math.min(headerWanted - headerSize, in.readableBytes());
    in.readBytes(header, headerSize, count);
    headerSize += count;
    if (headerSize < headerWanted) {
      return;
    }
    if (headerWanted == 2) {
      checkStart();
      int length = header[1] & 0x7f;
      headerWanted = 2 + 4 + (length < 126 ? 0 : length == 126 ? 2 : 8);
    } else {
      beginPayload();
    }
  }

  /** Checks the first two bytes of a frame. */
  private void checkStart() {
    fin = (header[0] & 0x80) != 0;
    opcode = header[0] & 0x0f;
    int length = header[1] & 0x7f;
    boolean known = opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
    int reserved = header[0] & 0x70;
    if (reserved != 0 && !(reserved == RSV1 && mayBeCompressed())) {
      violation(PROTOCOL_ERROR, "reserved bits set that no agreed extension has there");
    } else if (!known) {
      violation(PROTOCOL_ERROR, "unknown opcode " + opcode);
    } else if ((header[1] & 0x80) == 0) {
      violation(PROTOCOL_ERROR, "expected a masked frame");
    } else if (isControl() && (!fin || length > 125)) {
      violation(PROTOCOL_ERROR, "control frame fragmented or longer than 125 bytes");
    } else if (opcode == CONTINUATION && messageOpcode == CONTINUATION) {
      violation(PROTOCOL_ERROR, "continuation of no message");
    } else if (!isControl() && opcode != CONTINUATION && messageOpcode != CONTINUATION) {
      violation(PROTOCOL_ERROR, "expected a continuation, got opcode " + opcode);
    }
  }

  /** Compression is said by the first frame of a message, and control frames have none. */
  private boolean mayBeCompressed() {
    return inflater != null && (opcode == TEXT || opcode == BINARY);
  }

  private boolean isControl() {
    return opcode >= CLOSE;
  }

  /** The header is whole. */
  private void beginPayload() {
    int lengthBytes = headerSize - 6;
    long length = header[1] & 0x7f;
    if (lengthBytes > 0) {
      length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = length << 8 | (header[2 + i] & 0xff);
      }
    }
    mask = 0;
    for (int i = headerSize - 4; i < headerSize; i++) {
      mask = mask << 8 | (header[i] & 0xff);
    }
    headerSize = 0;
    headerWanted = 2;
    if (length < 0 || (lengthBytes == 2 && length < 126) || (lengthBytes == 8 && length < 65_536)) {
      violation(PROTOCOL_ERROR, "payload length not in its shortest form");
      return;
    }
    if (isControl()) {
      control = new byte[(int) length];
      controlSize = 0;
    } else if (length > maxWireBytes() - messageSize) {
      violation(MESSAGE_TOO_BIG, "message of more than " + maxMessageBytes + " bytes");
      return;
    } else if (++fragments > MAX_FRAGMENTS) {
      violation(POLICY_VIOLATION, "message of more than " + MAX_FRAGMENTS + " fragments");
      return;
    } else if (opcode != CONTINUATION) {
      messageOpcode = opcode;
      messageCompressed = (header[0] & RSV1) != 0;
    }
    payloadLeft = (int) length;
    inPayload = true;
    if (payloadLeft == 0) {
      endPayload();
    }
  }

  /** The bound of the message that the current frame belongs to, as it is on the wire. */
  private int maxWireBytes() {
    boolean compressed = opcode == CONTINUATION ? messageCompressed : (header[0] & RSV1) != 0;
    return compressed ? MessageInflater.maxCompressedBytes(maxMessageBytes) : maxMessageBytes;
  }

  private void readPayload(ByteBuf in) {
    int count = Math.min(payloadLeft, in.readableBytes());
    if (isControl()) {
      in.readBytes(control, controlSize, count);
      unmask(control, controlSize, count);
      controlSize += count;
    } else {
      if (count > message.length - messageSize) {
        message = Arrays.copyOf(message, grown(messageSize, count, payloadLeft));
      }
      in.readBytes(message, messageSize, count);
      unmask(message, messageSize, count);
      messageSize += count;
    }
    payloadLeft -= count;
    if (payloadLeft == 0) {
      endPayload();
    }
  }

  /**
   * How long the array of a message is to be.
   *
   * @param size what it holds
   * @param count what comes now
   * @param left what its frame has left, with that; both together fit the array
   */
  static int grown(int size, int count, int left) {
    long doubled = 2L * size; // Of more than a gigabyte that is no int.
    return (int) Math.max(size + count, Math.min(size + left, doubled));
  }

  private void unmask(byte[] bytes, int from, int count) {
    int end = from + count;
    long twice = (long) mask << 32 | (mask & 0xffff_ffffL);
    int i = from;
    for (; i <= end - 8; i += 8) {
      LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ twice);
    }
    for (; i < end; i++) {
      bytes[i] ^= (byte) (mask >>> 24);
      mask = Integer.rotateLeft(mask, 8);
    }
  }

  private void endPayload() {
    inPayload = false;
    switch (opcode) {
      case PING -> sink.onPing(control);
      case CLOSE -> endByCloseFrame();
      case PONG -> {}
      default -> {
        if (fin) {
          endMessage();
        }
      }
    }
  }

  private void endMessage() {
    byte[] whole = wholeMessage();
    if (whole == null) {
      return;
    }
    boolean text = messageOpcode == TEXT;
    messageOpcode = CONTINUATION;
    message = NO_BYTES;
    messageSize = 0;
    fragments = 0;
    if (!text) {
      sink.onBinary(whole);
    } else if (Utf8.isValid(whole, 0, whole.length)) {
      sink.onText(whole);
    } else {
      violation(INVALID_PAYLOAD, "text that is not UTF-8");
    }
  }

  /** The message in an array of its own; null if it cannot be inflated, which was told then. */
  private byte @Nullable [] wholeMessage() {
    if (inflater == null || !messageCompressed) {
      return message.length == messageSize ? message : Arrays.copyOf(message, messageSize);
    }
    try {
      byte[] inflated = inflater.inflate(message, messageSize, maxMessageBytes);
      if (inflated == null) {
        violation(MESSAGE_TOO_BIG, "message that inflates to more than " + maxMessageBytes);
      }
      return inflated;
    } catch (DataFormatException e) {
      violation(INVALID_PAYLOAD, "message that does not inflate: " + e.getMessage());
      return null;
    }
  }

  private void endByCloseFrame() {
    if (control.length == 0) {
      ended = true;
      sink.onCloseFrame(NO_CODE, "");
      return;
    }
    int code = control.length < 2 ? 0 : (control[0] & 0xff) << 8 | (control[1] & 0xff);
    if (!mayBeSent(code)) {
      violation(PROTOCOL_ERROR, "close code " + code);
    } else if (!Utf8.isValid(control, 2, control.length)) {
      violation(INVALID_PAYLOAD, "close reason that is not UTF-8");
    } else {
      ended = true;
      String reason = new String(control, 2, control.length - 2, StandardCharsets.UTF_8);
      sink.onCloseFrame(code, reason);
    }
  }

  /** RFC 6455 section 7.4, and the codes that IANA has added. */
  private static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }

  private void violation(int closeCode, String what) {
    ended = true;
    message = NO_BYTES;
    sink.onViolation(closeCode, new ProtocolException(what));
  }
}
