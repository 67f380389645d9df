package io.sockeye.server.cluster;

import io.sockeye.server.adapter.BroadcastOptions;

/** A broadcast of this server, until it is known where the bus keeps it. Confined to its order. */
final class OwnBroadcast {
  final RecoveryBus.Letter letter;
  final BroadcastOptions options;

  /** When it was sent, in nanoseconds. */
  final long since;

  /** Whether the clients of this server have it. */
  boolean delivered;

  /** Whether it is known what became of it. */
  boolean settled;

  OwnBroadcast(RecoveryBus.Letter letter, BroadcastOptions options, long since) {
    this.letter = letter;
    this.options = options;
    this.since = since;
  }

  ClusterMessage.Broadcast message() {
    return (ClusterMessage.Broadcast) letter.read();
  }
}
