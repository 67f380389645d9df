package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The sharded adapter with channels for all rooms over a Redis Cluster. */
@EnabledIfSystemProperty(named = "redis.nodes", matches = "all")
final class ShardedPrivateNodesTest extends RedisNodesContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return ShardedRedisAdapter.builder()
        .subscriptionMode(SubscriptionMode.DYNAMIC_PRIVATE)
        .connect(source);
  }

  /** Channels on different nodes know nothing of each other's order, nor does a marker's. */
  @Override
  protected void roomsAndExceptionsHoldEverywhere() {}

  /** As {@link #roomsAndExceptionsHoldEverywhere}. */
  @Override
  protected void socketLeavesItselfOutAndSpeaksToOneElsewhere() {}
}
