package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;

/** The sharded adapter with one channel. */
final class ShardedStaticClusterTest extends RedisClusterContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return ShardedRedisAdapter.builder().subscriptionMode(SubscriptionMode.STATIC).connect(source);
  }
}
