package io.sockeye.benchmarks.load;

/** The head of a WebSocket frame as a server writes it: not masked; here also never in pieces. */
final class ServerFrames {
  static final int SHORT_MOST = 125;

  private static final int MEDIUM = 126;
  private static final int FINAL = 0x80;
  private static final int COMPRESSED = 0x40;
  private static final int CONTROL = 0x08;
  private static final int OPCODE = 0x0F;
  private static final int MOST_BYTES = 1 << 26;

  private ServerFrames() {}

  /** Whether the first byte says that the message is compressed, which control frames never are. */
  static boolean isCompressed(int first) {
    return (first & (COMPRESSED | CONTROL)) == COMPRESSED;
  }

  /** The opcode in the first byte of a message that was inflated. */
  static int opcodeOfInflated(int first) {
    return opcode(first & ~COMPRESSED);
  }

  /** The opcode in the first byte. */
  static int opcode(int first) {
    int opcode = first & OPCODE;
    if (first != (FINAL | opcode) || opcode == 0) {
      throw new LoadFailure(
          "expected a frame in one piece without extensions, got first byte %02x".formatted(first));
    }
    return opcode;
  }

  /** How many bytes after the first two tell the length. */
  static int lengthBytes(int second) {
    if (second > MEDIUM + 1) {
      throw new LoadFailure("expected a frame without a mask, got one with");
    }
    return second == MEDIUM ? 2 : 8;
  }

  /** The length that these bytes tell. */
  static int length(byte[] bytes, int from, int count) {
    long length = 0;
    for (int i = from; i < from + count; i++) {
      length = (length << 8) | (bytes[i] & 0xFF);
    }
    if (length < 0 || length > MOST_BYTES) {
      throw new LoadFailure(
          "expected a frame of at most %d bytes, got %d".formatted(MOST_BYTES, length));
    }
    return (int) length;
  }
}
