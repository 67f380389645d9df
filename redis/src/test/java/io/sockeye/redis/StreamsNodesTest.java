package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The streams adapter with several streams over a Redis Cluster. */
@EnabledIfSystemProperty(named = "redis.nodes", matches = "all")
final class StreamsNodesTest extends RedisNodesContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return RedisStreamsAdapter.builder().streamCount(3).connect(source);
  }

  /** Questions do not go through the stream, and so not in one order with what does. */
  @Override
  protected void whatFollowsAQuestionDoesNotOvertakeIt() {}
}
