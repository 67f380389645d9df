package io.sockeye.server;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What futures wrap around the failures of others. */
final class Stages {
  private Stages() {}

  /** The failure that a stage was completed with. */
  static Throwable cause(Throwable failure) {
    boolean wrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    Throwable cause = failure.getCause();
    return wrapped && cause != null ? cause : failure;
  }
}
