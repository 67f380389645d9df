package io.sockeye.server.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A bus that keeps what it brings, in one order for all servers, and the sessions of clients that
 * lost their connection: what has to be written so that they find their state at another server.
 */
public interface RecoveryBus extends ClusterBus {
  /** A message as it is going to be sent: what the program changes afterwards changes it not. */
  interface Letter {
    /** What is written in it, read anew. */
    ClusterMessage read();
  }

  /**
   * Is told what became of a letter, once; in turn with what {@link ClusterReceiver#onMessage}
   * brings, in the order of the bus.
   */
  interface Receipt {
    /** It is kept. */
    void onKept(String offset);

    /** It is lost, or nobody will know; in the latter case it may have reached the others. */
    void onFailed(Throwable failure);
  }

  /**
   * A message that was kept.
   *
   * @param message null if it is none, or none for this namespace
   */
  record Kept(String offset, @Nullable ClusterMessage message) {}

  /**
   * Some of the messages that were kept, in their order.
   *
   * @param isLast whether there were no more
   */
  record Page(List<Kept> messages, boolean isLast) {}

  /**
   * Writes a message down.
   *
   * @throws IllegalArgumentException if an argument cannot be written, or the message is too big
   */
  Letter write(ClusterMessage message);

  /** Sends what was written to all others. Those of one thread keep their order. */
  void send(Letter letter, Receipt receipt);

  /**
   * Up to where everything was brought. Completes in turn with what {@link
   * ClusterReceiver#onMessage} brings; fails if nothing was read yet.
   */
  CompletionStage<String> position();

  /** Whether a text can be an offset. */
  boolean isOffset(String text);

  /** The order of two offsets. */
  int compare(String offset, String other);

  /** Reads what was kept behind an offset. */
  CompletionStage<Page> read(String after);

  /** Whether nothing that was kept behind this offset was thrown away meanwhile, for certain. */
  CompletionStage<Boolean> hasAllAfter(String offset);

  /** The session of a private id. */
  CompletionStage<Optional<String>> find(String pid);

  /** The same, and it is gone: who else asks finds nothing. */
  CompletionStage<Optional<String>> take(String pid);

  /** Keeps a session under a private id, for a time. */
  CompletionStage<Void> save(String pid, String session, Duration time);
}
