package io.sockeye.client.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts the messages of a WebSocket together from the pieces that the JDK gives: a piece is what one
 * read of the connection brought, and frames do not show. So not the number of pieces is bounded
 * but their bytes, and the number of those that have none. Not thread-safe.
 */
final class MessageAssembly {
  /** Pieces without a byte that one message may have. */
  private static final int MAX_EMPTY = 1024;

  private final int maxBytes;
  private final ByteSink message;
  private int empty;

  /** What is wrong with the message; null as long as nothing is. */
  private @Nullable String fault;

  MessageAssembly(int maxBytes) {
    this.maxBytes = maxBytes;
    this.message = new ByteSink(maxBytes);
  }

  /** Adds text; the JDK gives whole characters. */
  byte @Nullable [] add(CharSequence text, boolean last) {
    // No longer than its UTF-8, so that what is too long is not copied first.
    if (text.length() > maxBytes - message.length()) {
      return tooLong();
    }
    return add(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)), last);
  }

  /** Adds bytes; returns the message if they end it, null if not, or if there is a fault. */
  byte @Nullable [] add(ByteBuffer piece, boolean last) {
    if (!piece.hasRemaining() && !last && ++empty > MAX_EMPTY) {
      fault = "message of more than %d empty fragments".formatted(MAX_EMPTY);
      return null;
    }
    if (!message.add(piece)) {
      return tooLong();
    }
    if (!last) {
      return null;
    }
    empty = 0;
    return message.take();
  }

  private byte @Nullable [] tooLong() {
    fault = "message of more than %d bytes".formatted(maxBytes);
    message.take();
    return null;
  }

  @Nullable String fault() {
    return fault;
  }
}
