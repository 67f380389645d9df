package io.sockeye.events;

import io.sockeye.ArgumentException;
import java.util.concurrent.CompletionStage;

/** The socket that an event arrives at: it is told what came of calling its listeners. */
public interface Recipient {
  /** A listener was passed by, for the arguments are not what it wants; where listeners run. */
  void onArgumentsRefused(String event, ArgumentException cause);

  /** A listener returned a stage that its answer waits for, which ends when that was sent. */
  default void onAnswering(CompletionStage<?> end) {}

  /** A listener threw, or the stage that it returned failed. Any thread. */
  void onListenerFailed(String event, Throwable failure);
}
