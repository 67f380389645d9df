package io.sockeye;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to one peer.
 *
 * <p>The modifiers ({@link #asVolatile}, {@link #compress}, {@link #timeout}) return a view and
 * change nothing here, so a view may be kept and used again. All methods may be called from any
 * thread and do not block; events that one thread emits arrive in that order. What is emitted to a
 * peer that is gone is dropped.
 */
public interface Emitter {
  /**
   * Sends an event.
   *
   * @param event any name but the reserved ones of the protocol, such as {@code disconnect}
   * @param args anything that JSON can say, and {@code byte[]} or {@code ByteBuffer} anywhere
   *     within
   * @return what became of it, as far as it is known at once; to be ignored by who does not care
   * @throws IllegalArgumentException if the name is reserved, an argument cannot be written, or all
   *     together are more than may wait for a peer
   */
  SendResult emit(String event, @Nullable Object... args);

  /** Sends the event {@code message}. */
  default SendResult send(@Nullable Object... args) {
    return emit("message", args);
  }

  /**
   * Sends an event and asks for an answer.
   *
   * @return completes exactly once: with the arguments of the answer, or with an {@link
   *     AckTimeoutException} when none came in time, or with a {@link DisconnectedException} when
   *     the peer is gone
   * @throws IllegalArgumentException as {@link #emit}
   */
  CompletableFuture<Args> emitWithAck(String event, @Nullable Object... args);

  /**
   * Sends an event and asks for an answer whose first argument is of a type; a peer that answers
   * with something else fails the result with an {@link ArgumentException}.
   *
   * @see #emitWithAck(String, Object...)
   */
  <T> CompletableFuture<T> emitWithAck(String event, Class<T> answer, @Nullable Object... args);

  /**
   * The same for a type with type arguments; a missing answer is an empty {@code Optional}.
   *
   * @see #emitWithAck(String, Object...)
   */
  <T> CompletableFuture<T> emitWithAck(String event, TypeRef<T> answer, @Nullable Object... args);

  /** A view whose events are dropped rather than queued while the connection is not writable. */
  Emitter asVolatile();

  /** A view whose events may, or may not, be compressed where compression was negotiated. */
  Emitter compress(boolean compress);

  /**
   * A view that waits so long for an answer.
   *
   * @throws IllegalArgumentException if the time is not positive
   */
  Emitter timeout(Duration timeout);
}
