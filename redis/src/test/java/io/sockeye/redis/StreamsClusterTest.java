package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;

/** The streams adapter. */
final class StreamsClusterTest extends RedisClusterContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return RedisStreamsAdapter.builder().connect(source);
  }

  /** Questions do not go through the stream, and so not in one order with what does. */
  @Override
  protected void whatFollowsAQuestionDoesNotOvertakeIt() {}
}
