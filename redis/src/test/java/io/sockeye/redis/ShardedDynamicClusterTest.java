package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;

/** The sharded adapter with channels for rooms. */
final class ShardedDynamicClusterTest extends RedisClusterContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return ShardedRedisAdapter.builder().connect(source);
  }
}
