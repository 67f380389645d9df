package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;

/** The sharded adapter with channels for rooms over a Redis Cluster. */
final class ShardedDynamicNodesTest extends RedisNodesContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return ShardedRedisAdapter.builder().connect(source);
  }

  /** Channels on different nodes know nothing of each other's order, nor does a marker's. */
  @Override
  protected void roomsAndExceptionsHoldEverywhere() {}

  /** As {@link #roomsAndExceptionsHoldEverywhere}. */
  @Override
  protected void socketLeavesItselfOutAndSpeaksToOneElsewhere() {}
}
