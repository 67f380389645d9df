package io.sockeye.server;

import io.sockeye.SocketIoException;
import java.time.Duration;

/**
 * A client sends more events than {@code eventRateLimiter} allows. Without a stack trace, for it is
 * no mistake of the program, and there may be many.
 */
public final class RateLimitedException extends SocketIoException {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  RateLimitedException(Duration retryAfter) {
    super("more events than eventRateLimiter allows");
    this.retryAfter = retryAfter;
  }

  /** After what time the client may send one again, if it sends none meanwhile. */
  public Duration retryAfter() {
    return retryAfter;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // there is nothing to guard
  public Throwable fillInStackTrace() {
    return this;
  }
}
