package io.sockeye.benchmarks.load;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates what servers compress (RFC 7692, section 7.2.2). All clients of a run share one, as one
 * thread reads them in turn; only a window that lives on from message to message is a client's own.
 */
final class MessageInflater {
  /** More than any answer has. */
  private static final int MOST_BYTES = 1 << 21;

  private static final int FIRST_BYTES = 1 << 13;

  /** What the sender has left out at the end of each message. */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  /** For messages that stand alone. */
  private final Inflater alone = newWindow();

  private byte[] message = new byte[FIRST_BYTES];

  /** One for these options; null if nothing is to be compressed. */
  static @Nullable MessageInflater of(LoadOptions options) {
    return options.compress() ? new MessageInflater() : null;
  }

  /** A window that lives on; to be ended with its connection. */
  static Inflater newWindow() {
    return new Inflater(true);
  }

  /**
   * Inflates a whole message into {@link #message}.
   *
   * @param window the client's; null if the message stands alone
   * @return its length
   */
  int inflate(@Nullable Inflater window, byte[] bytes, int from, int to) {
    Inflater inflater = window == null ? alone : window;
    try {
      inflater.setInput(bytes, from, to - from);
      int size = drain(inflater, 0);
      inflater.setInput(TAIL);
      size = drain(inflater, size);
      if (!inflater.needsInput() || inflater.finished()) {
        throw new LoadFailure("expected a message that does not end its deflate stream");
      }
      return size;
    } catch (DataFormatException e) {
      throw new LoadFailure("expected a message that inflates", e);
    } finally {
      if (window == null) {
        alone.reset();
      }
    }
  }

  /** What was inflated last; valid until the next is. */
  byte[] message() {
    return message;
  }

  private int drain(Inflater inflater, int from) throws DataFormatException {
    int size = from;
    while (true) {
      int count = inflater.inflate(message, size, message.length - size);
      size += count;
      if (size < message.length) {
        return size; // There was room for more, so that was all.
      }
      if (size == MOST_BYTES) {
        throw new LoadFailure(
            "expected a message of less than %d bytes when inflated".formatted(MOST_BYTES));
      }
      message = Arrays.copyOf(message, Math.min(MOST_BYTES, 2 * size));
    }
  }
}
