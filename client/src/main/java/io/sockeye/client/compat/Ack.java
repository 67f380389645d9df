package io.sockeye.client.compat;

import org.jspecify.annotations.Nullable;

/**
 * An answer. As the last argument of {@link Socket#emit} it receives the answer to the event; as
 * the last argument that a listener is called with it sends one.
 *
 * <p>One that was given to {@code emit} is called at most once, and not at all if no answer comes:
 * not when the connection ends, nor after 30 seconds. {@link AckWithTimeout} tells that, too.
 */
public interface Ack {
  /** Receives the answer, or sends it. */
  void call(@Nullable Object... args);
}
