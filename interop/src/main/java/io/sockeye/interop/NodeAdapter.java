package io.sockeye.interop;

import io.sockeye.redis.RedisAdapter;
import io.sockeye.redis.RedisSource;
import io.sockeye.redis.RedisStreamsAdapter;
import io.sockeye.redis.ShardedRedisAdapter;
import io.sockeye.redis.SubscriptionMode;
import io.sockeye.server.adapter.AdapterFactory;

/**
 * By what a node of the role {@code cluster} reaches the others.
 *
 * @param disconnect leaves Redis; after the server is closed
 */
record NodeAdapter(AdapterFactory factory, Runnable disconnect) {
  private static final String WORDS =
      "redis, redis-sharded, redis-sharded-static, redis-sharded-private or redis-streams";

  /** The adapter that the command line calls so. */
  static NodeAdapter of(String word, String redisUrl) throws UsageException {
    return switch (word) {
      case "redis" -> {
        RedisAdapter adapter = RedisAdapter.connect(redisUrl);
        yield new NodeAdapter(adapter, adapter::close);
      }
      case "redis-sharded" -> sharded(SubscriptionMode.DYNAMIC, redisUrl);
      case "redis-sharded-static" -> sharded(SubscriptionMode.STATIC, redisUrl);
      case "redis-sharded-private" -> sharded(SubscriptionMode.DYNAMIC_PRIVATE, redisUrl);
      case "redis-streams" -> {
        RedisStreamsAdapter adapter = RedisStreamsAdapter.connect(redisUrl);
        yield new NodeAdapter(adapter, adapter::close);
      }
      default ->
          throw new UsageException("cluster: expected one of %s, got %s".formatted(WORDS, word));
    };
  }

  private static NodeAdapter sharded(SubscriptionMode mode, String redisUrl) {
    ShardedRedisAdapter adapter =
        ShardedRedisAdapter.builder().subscriptionMode(mode).connect(RedisSource.uri(redisUrl));
    return new NodeAdapter(adapter, adapter::close);
  }
}
