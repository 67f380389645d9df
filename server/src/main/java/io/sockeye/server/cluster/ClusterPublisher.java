package io.sockeye.server.cluster;

import java.util.concurrent.CompletionStage;

/**
 * Brings messages to all servers of a cluster from outside of it, for a {@link ClusterEmitter}:
 * what has to be written for another broker. Thread-safe; no method blocks.
 */
public interface ClusterPublisher {
  /**
   * Brings a message to all servers on which a namespace exists. Messages that one thread publishes
   * arrive in that order.
   *
   * @return completes when the broker has it; fails if it was lost
   * @throws IllegalArgumentException if an argument cannot be written, or the message is too big
   */
  CompletionStage<Void> publish(String namespace, ClusterMessage message);

  /** Frees what it holds; what was published before is still sent. */
  void close();
}
