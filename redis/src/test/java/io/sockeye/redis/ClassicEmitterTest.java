package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterEmitter;

/** The emitter over classic channels, under a key of its own. */
final class ClassicEmitterTest extends RedisEmitterContract {
  @Override
  AdapterFactory adapter(RedisSource source) {
    return RedisAdapter.builder().key("own").connect(source);
  }

  @Override
  ClusterEmitter emitter(RedisSource source) {
    return RedisEmitter.builder().key("own").connect(source);
  }
}
