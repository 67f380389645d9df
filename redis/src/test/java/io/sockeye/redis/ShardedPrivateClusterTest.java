package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;

/** The sharded adapter with channels for sockets, too. */
final class ShardedPrivateClusterTest extends RedisClusterContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return ShardedRedisAdapter.builder()
        .subscriptionMode(SubscriptionMode.DYNAMIC_PRIVATE)
        .connect(source);
  }
}
