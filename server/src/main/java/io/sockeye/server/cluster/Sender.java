package io.sockeye.server.cluster;

import io.sockeye.concurrent.Stages;
import io.sockeye.concurrent.Timers;
import io.sockeye.server.adapter.ClusterEvents;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way of messages to the bus: what is lost on it is told, and harms nobody. Thread-safe. */
final class Sender {
  private final ClusterBus bus;
  private final ClusterEvents events;
  private final Timers timers;

  /** When something was published last, in nanoseconds. */
  private volatile long lastPublished;

  Sender(ClusterBus bus, ClusterEvents events, Timers timers) {
    this.bus = bus;
    this.events = events;
    this.timers = timers;
    this.lastPublished = timers.nanoTime();
  }

  long lastPublished() {
    return lastPublished;
  }

  /**
   * Brings a message to all others.
   *
   * @return completes when the broker has it; fails if it was lost, which was told by then, unless
   *     it was only a sign of life
   * @throws IllegalArgumentException if an argument cannot be written
   */
  CompletionStage<Void> publish(ClusterMessage message) {
    lastPublished = timers.nanoTime();
    CompletionStage<Void> sent = guarded(() -> bus.publish(message)).thenAccept(offset -> {});
    return isSignOfLife(message) ? sent : told(sent);
  }

  /** Nobody misses one that is lost while the broker is away. */
  private static boolean isSignOfLife(ClusterMessage message) {
    return message instanceof ClusterMessage.Heartbeat || message instanceof ClusterMessage.Leave;
  }

  /** The same; what cannot be written is lost, too. */
  CompletionStage<Void> publishAnyway(ClusterMessage message) {
    try {
      return publish(message);
    } catch (IllegalArgumentException e) {
      events.lost(1, text(e));
      return CompletableFuture.failedStage(e);
    }
  }

  /** Brings an answer to the server that asked; what cannot be written is lost. */
  void respondAnyway(String nodeId, ClusterMessage.Response response) {
    try {
      respond(nodeId, response);
    } catch (IllegalArgumentException e) {
      events.lost(1, text(e));
    }
  }

  /**
   * Brings an answer to the server that asked.
   *
   * @throws IllegalArgumentException if the answer cannot be written
   */
  void respond(String nodeId, ClusterMessage.Response response) {
    var unused = told(guarded(() -> bus.respond(nodeId, response)));
  }

  private CompletionStage<Void> told(CompletionStage<Void> sent) {
    return sent.whenComplete(
        (nothing, failure) -> {
          if (failure != null) {
            events.lost(1, text(failure));
          }
        });
  }

  /** A bus should throw nothing else; if it does, the message is lost. */
  private static <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> call) {
    try {
      return call.get();
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** What went wrong, for the reader of a log. */
  static String text(@Nullable Throwable failure) {
    if (failure == null) {
      return "";
    }
    Throwable cause = Stages.cause(failure);
    String text = cause.getMessage();
    return text == null ? cause.getClass().getSimpleName() : text;
  }
}
