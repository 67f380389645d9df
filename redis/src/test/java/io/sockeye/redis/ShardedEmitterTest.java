package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterEmitter;

/** The emitter over sharded channels. */
final class ShardedEmitterTest extends RedisEmitterContract {
  @Override
  AdapterFactory adapter(RedisSource source) {
    return ShardedRedisAdapter.builder().connect(source);
  }

  @Override
  ClusterEmitter emitter(RedisSource source) {
    return ShardedRedisEmitter.builder().connect(source);
  }
}
