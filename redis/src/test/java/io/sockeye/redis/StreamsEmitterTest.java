package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterEmitter;

/** The emitter over streams, several of them. */
final class StreamsEmitterTest extends RedisEmitterContract {
  @Override
  AdapterFactory adapter(RedisSource source) {
    return RedisStreamsAdapter.builder().streamCount(2).connect(source);
  }

  @Override
  ClusterEmitter emitter(RedisSource source) {
    return RedisStreamsEmitter.builder().streamCount(2).connect(source);
  }
}
