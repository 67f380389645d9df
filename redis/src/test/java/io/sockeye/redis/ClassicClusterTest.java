package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;

/** The classic adapter, with answers to all. */
final class ClassicClusterTest extends RedisClusterContract {
  @Override
  AdapterFactory connect(RedisSource source) {
    return RedisAdapter.builder().connect(source);
  }
}
