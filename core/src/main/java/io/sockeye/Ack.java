package io.sockeye;

import org.jspecify.annotations.Nullable;

/**
 * The answer that a peer may have asked for with an event.
 *
 * <p>Only the first {@link #send} counts, from whatever thread; later ones do nothing, and so does
 * the first one when the peer asked for no answer. One that throws has not counted.
 */
public interface Ack {
  /**
   * Answers with these values.
   *
   * @throws IllegalArgumentException if a value cannot be written
   */
  void send(@Nullable Object... values);

  /** Whether the peer waits for an answer. */
  boolean isRequested();
}
