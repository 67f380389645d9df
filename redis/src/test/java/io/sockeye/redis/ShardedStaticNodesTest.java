package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The sharded adapter with one channel for all over a Redis Cluster. */
@EnabledIfSystemProperty(named = "redis.nodes", matches = "all")
final class ShardedStaticNodesTest extends RedisNodesContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return ShardedRedisAdapter.builder().subscriptionMode(SubscriptionMode.STATIC).connect(source);
  }
}
