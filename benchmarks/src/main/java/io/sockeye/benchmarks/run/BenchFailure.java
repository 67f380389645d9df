package io.sockeye.benchmarks.run;

import java.io.Serial;

/** Something is missing without which nothing can be measured; the message tells what to do. */
final class BenchFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BenchFailure(String message) {
    super(message);
  }

  BenchFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
