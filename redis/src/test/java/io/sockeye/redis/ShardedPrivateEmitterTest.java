package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterEmitter;

/** The emitter over sharded channels, one for each room. */
final class ShardedPrivateEmitterTest extends RedisEmitterContract {
  @Override
  AdapterFactory adapter(RedisSource source) {
    return ShardedRedisAdapter.builder()
        .subscriptionMode(SubscriptionMode.DYNAMIC_PRIVATE)
        .connect(source);
  }

  @Override
  ClusterEmitter emitter(RedisSource source) {
    return ShardedRedisEmitter.builder()
        .subscriptionMode(SubscriptionMode.DYNAMIC_PRIVATE)
        .connect(source);
  }
}
