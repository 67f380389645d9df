package io.sockeye.netty;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the messages that come by one WebSocket (RFC 7692 section 7.2.2), on its event loop.
 * Memory grows with what came out, never beyond the bound of a message.
 */
final class MessageInflater {
  /** What the sender has left out at the end of each message. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  /** A message is one stream; some senders end it and begin another, but not for ever. */
  private static final int MAX_STREAMS = 16;

  private static final byte[] NO_BYTES = {};

  /** Holds the window from message to message; null if each message stands alone. */
  private final @Nullable Inflater own;

  MessageInflater(boolean contextTakeover) {
    this.own = contextTakeover ? Zlib.newInflater() : null;
  }

  /** The most bytes that a message of at most that many bytes can have when compressed. */
  static int maxCompressedBytes(int maxBytes) {
    return (int) Math.min(Integer.MAX_VALUE - 8, 64L + maxBytes + (maxBytes >> 7));
  }

  /**
   * The message.
   *
   * @return null if it is longer than that
   * @throws DataFormatException if the data is none that an honest peer sends
   */
  byte @Nullable [] inflate(byte[] data, int length, int maxBytes) throws DataFormatException {
    Inflater inflater = own == null ? Zlib.ofThread().inflater() : own;
    try {
      return inflate(inflater, data, length, maxBytes);
    } finally {
      if (own == null) {
        inflater.reset();
      } else {
        inflater.setInput(NO_BYTES); // Or it would keep the data alive.
      }
    }
  }

  private static byte @Nullable [] inflate(Inflater inflater, byte[] data, int length, int maxBytes)
      throws DataFormatException {
    byte[] out = new byte[(int) Math.min(maxBytes, 256 + 2L * length)];
    byte[] beyond = new byte[1];
    int size = 0;
    int streams = 1;
    byte[] input = data;
    int end = length;
    inflater.setInput(input, 0, end);
    while (true) {
      boolean atBound = size == maxBytes;
      if (!atBound && size == out.length) {
        out = Arrays.copyOf(out, (int) Math.min(maxBytes, 2L * size));
      }
      int count =
          atBound ? inflater.inflate(beyond) : inflater.inflate(out, size, out.length - size);
      if (atBound && count > 0) {
        return null;
      }
      size += count;
      if (inflater.finished()) {
        int left = inflater.getRemaining();
        inflater.reset();
        if (left == 0) {
          break;
        }
        if (++streams > MAX_STREAMS) {
          throw new DataFormatException("more than " + MAX_STREAMS + " streams in a message");
        }
        inflater.setInput(input, end - left, left);
      } else if (count == 0 && inflater.needsInput()) {
        if (input == TAIL) {
          break;
        }
        input = TAIL;
        end = TAIL.length;
        inflater.setInput(TAIL);
      } else if (count == 0) {
        throw new DataFormatException("expected more of the message, or its end");
      }
    }
    return size == out.length ? out : Arrays.copyOf(out, size);
  }

  /** Frees what the connection holds; nothing may be inflated after it. */
  void end() {
    if (own != null) {
      Zlib.end(own);
    }
  }
}
