package io.sockeye.redis;

/**
 * Which rooms have a channel of their own with {@link ShardedRedisAdapter}, so that what is sent to
 * one of them alone goes only to the servers that have somebody in it. All servers of a cluster
 * must have the same.
 */
public enum SubscriptionMode {
  /** None: one channel for each namespace, and no subscription comes and goes with rooms. */
  STATIC,

  /** Those that are not the rooms that sockets have for themselves: the default. */
  DYNAMIC,

  /** All: for many messages to single sockets by their ids. */
  DYNAMIC_PRIVATE;

  /** Socket ids are that long, which is how a publisher tells their rooms from others. */
  private static final int SOCKET_ID_LENGTH = 20;

  /** Whether what is sent to this room alone goes by its own channel. */
  boolean hasChannel(String room) {
    return switch (this) {
      case STATIC -> false;
      case DYNAMIC -> room.length() != SOCKET_ID_LENGTH;
      case DYNAMIC_PRIVATE -> true;
    };
  }
}
