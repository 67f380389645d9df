package io.sockeye.benchmarks.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** WebSocket frames as a client writes them: masked, in one piece, ready for the socket. */
final class ClientFrames {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int NORMAL_CLOSURE = 1000;

  private static final int FINAL = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int MASKED = 0x80;
  private static final int SHORT_MOST = 125;
  private static final int MEDIUM_MOST = 0xFFFF;
  private static final int MEDIUM = 126;
  private static final int LONG = 127;

  /**
   * Any but zeros, so that the server has to unmask; always the same, so that frames can be made
   * beforehand.
   */
  private static final byte[] MASK = {0x37, (byte) 0xFA, 0x21, 0x3D};

  private ClientFrames() {}

  static byte[] text(String text) {
    return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] close() {
    return frame(CLOSE, new byte[] {(byte) (NORMAL_CLOSURE >> 8), (byte) NORMAL_CLOSURE});
  }

  static byte[] frame(int opcode, byte[] payload) {
    return frameOf(FINAL | opcode, payload);
  }

  /** A message that was deflated. */
  static byte[] compressed(int opcode, byte[] deflated) {
    return frameOf(FINAL | COMPRESSED | opcode, deflated);
  }

  private static byte[] frameOf(int first, byte[] payload) {
    int length = payload.length;
    ByteBuffer frame = ByteBuffer.allocate(length + 14);
    frame.put((byte) first);
    if (length <= SHORT_MOST) {
      frame.put((byte) (MASKED | length));
    } else if (length <= MEDIUM_MOST) {
      frame.put((byte) (MASKED | MEDIUM)).putShort((short) length);
    } else {
      frame.put((byte) (MASKED | LONG)).putLong(length);
    }
    frame.put(MASK);
    for (int i = 0; i < length; i++) {
      frame.put((byte) (payload[i] ^ MASK[i % MASK.length]));
    }
    byte[] bytes = new byte[frame.position()];
    frame.flip().get(bytes);
    return bytes;
  }

  /** Several frames, to be written at once. */
  static byte[] join(byte[]... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }
}
