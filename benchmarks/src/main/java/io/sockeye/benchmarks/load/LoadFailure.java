package io.sockeye.benchmarks.load;

import java.io.Serial;

/** The server answered wrongly or not at all, so that there is nothing to measure. */
public final class LoadFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  LoadFailure(String message) {
    super(message);
  }

  LoadFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
