package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The classic adapter over a Redis Cluster. */
@EnabledIfSystemProperty(named = "redis.nodes", matches = "all")
final class ClassicNodesTest extends RedisNodesContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return RedisAdapter.builder().connect(source);
  }

  /** Channels on different nodes know nothing of each other's order, nor does a marker's. */
  @Override
  protected void roomsAndExceptionsHoldEverywhere() {}

  /** As {@link #roomsAndExceptionsHoldEverywhere}. */
  @Override
  protected void socketLeavesItselfOutAndSpeaksToOneElsewhere() {}
}
