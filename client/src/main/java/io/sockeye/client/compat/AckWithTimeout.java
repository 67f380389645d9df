package io.sockeye.client.compat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An {@link Ack} that is told, too, when no answer came in time: one of the two, once. */
public abstract class AckWithTimeout implements Ack {
  private final Duration timeout;

  /**
   * Waits so long.
   *
   * @param timeout in milliseconds
   * @throws IllegalArgumentException if it is not positive
   */
  protected AckWithTimeout(long timeout) {
    if (timeout <= 0) {
      throw new IllegalArgumentException("timeout: expected milliseconds above 0, got " + timeout);
    }
    this.timeout = Duration.ofMillis(timeout);
  }

  final Duration timeout() {
    return timeout;
  }

  @Override
  public final void call(@Nullable Object... args) {
    onSuccess(args);
  }

  /** The answer came. */
  public abstract void onSuccess(@Nullable Object... args);

  /** No answer came in time, or none can come: the connection ended. */
  public abstract void onTimeout();
}
