package io.sockeye.server.cluster;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Brings messages to the other servers of a cluster, for one namespace: what has to be written for
 * another broker. Everything else is the adapter's.
 *
 * <p>Thread-safe. No method blocks. Messages that one thread publishes arrive in that order. A
 * server does not receive what it has sent itself.
 */
public interface ClusterBus {
  /** The name of this server on the bus; no other has it. */
  String nodeId();

  /**
   * Begins to receive; called once, before all else.
   *
   * @return completes when messages of others arrive. If the broker is away it is tried until it is
   *     there
   */
  CompletionStage<Void> open(ClusterReceiver receiver);

  /**
   * Brings a message to all others.
   *
   * @param message is written before this returns, for the program may change its arguments then
   * @return completes when the broker has it, with where it keeps it if it does; fails if it was
   *     lost, which is told to nobody else
   * @throws IllegalArgumentException if an argument cannot be written, or the message is too big
   */
  CompletionStage<Optional<String>> publish(ClusterMessage message);

  /**
   * Brings an answer to the server that asked.
   *
   * @return completes when the broker has it; fails if it was lost, which is told to nobody else
   * @throws IllegalArgumentException if the answer cannot be written
   */
  CompletionStage<Void> respond(String nodeId, ClusterMessage.Response response);

  /** Whether the broker knows who is there; else the servers tell each other by heartbeats. */
  default boolean countsNodes() {
    return true;
  }

  /**
   * How many other servers are there with this namespace; asked only if {@link #countsNodes}. Fails
   * if the broker does not answer.
   */
  CompletionStage<Integer> otherNodes();

  /**
   * A room came to be on this server. For buses that bring the broadcasts of each room by a way of
   * its own.
   *
   * @param ofSocket whether it is the room that each socket has for itself
   * @return completes when what others send to it arrives
   */
  default CompletionStage<Void> enter(String room, boolean ofSocket) {
    return CompletableFuture.completedStage(null);
  }

  /** A room ended on this server. */
  default void leave(String room) {}

  /**
   * Stops to receive and frees what it holds. What was published before is still sent, what is
   * published afterwards fails.
   */
  CompletionStage<Void> close();
}
