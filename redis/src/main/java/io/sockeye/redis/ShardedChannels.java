package io.sockeye.redis;

import io.sockeye.server.cluster.ClusterMessage;

/**
 * The names of the channels of one namespace in the sharded format (section 6.5 of the behaviour
 * spec).
 */
final class ShardedChannels {
  /** For all servers; the others begin with it. */
  private final String main;

  private final SubscriptionMode mode;

  ShardedChannels(String prefix, String namespace, SubscriptionMode mode) {
    this.main = prefix + "#" + namespace + "#";
    this.mode = mode;
  }

  /** Where what is for all servers goes; who listens to it is counted as one. */
  String main() {
    return main;
  }

  /** Where answers to a server go. */
  String responses(String nodeId) {
    return main + nodeId + "#";
  }

  /** Where what is for a room alone goes, if the mode has a channel for it. */
  String room(String room) {
    return main + room + "#";
  }

  /**
   * Where a message for other servers goes. One that asks for answers goes to all, for it is not
   * known how many have somebody in a room.
   */
  String of(ClusterMessage message) {
    if (message instanceof ClusterMessage.Broadcast broadcast
        && broadcast.requestId() == null
        && broadcast.options().rooms().size() == 1) {
      String room = broadcast.options().rooms().iterator().next();
      return mode.hasChannel(room) ? room(room) : main;
    }
    return main;
  }
}
