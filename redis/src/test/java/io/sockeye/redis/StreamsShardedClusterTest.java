package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;

/** The streams adapter with several streams and sharded channels. */
final class StreamsShardedClusterTest extends RedisClusterContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return RedisStreamsAdapter.builder().streamCount(3).useShardedPubSub(true).connect(source);
  }

  /** Questions do not go through the stream, and so not in one order with what does. */
  @Override
  protected void whatFollowsAQuestionDoesNotOvertakeIt() {}
}
