package io.sockeye.client.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Bytes that come in pieces, up to a bound: room is taken as they come, whatever a peer has
 * announced, and small pieces cost no more than large ones. Not thread-safe.
 */
final class ByteSink {
  private static final int FIRST_ROOM = 1024;
  private static final byte[] NONE = {};

  private final int max;
  private byte[] bytes = NONE;
  private int length;

  ByteSink(int max) {
    this.max = max;
  }

  /** Takes what is left in a buffer; returns false, and takes nothing, if that were too much. */
  boolean add(ByteBuffer piece) {
    int more = piece.remaining();
    if (more > max - length) {
      return false;
    }
    makeRoom(length + more);
    piece.get(bytes, length, more);
    length += more;
    return true;
  }

  /** How many bytes there are. */
  int length() {
    return length;
  }

  /** The bytes, for the caller to keep; this sink is empty again. */
  byte[] take() {
    byte[] taken = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    bytes = NONE;
    length = 0;
    return taken;
  }

  private void makeRoom(int needed) {
    if (needed > bytes.length) {
      // A single piece gets exactly its room, so that take() need not copy.
      long doubled = length == 0 ? needed : Math.max(FIRST_ROOM, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(doubled, max)));
    }
  }
}
