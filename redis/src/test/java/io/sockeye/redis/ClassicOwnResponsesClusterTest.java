package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;

/** The classic adapter, with answers to the one that asked. */
final class ClassicOwnResponsesClusterTest extends RedisClusterContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return RedisAdapter.builder().publishOnSpecificResponseChannel(true).connect(source);
  }
}
