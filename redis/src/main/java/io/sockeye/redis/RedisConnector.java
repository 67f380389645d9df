package io.sockeye.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Opens connections to Redis, of whatever kind it is. Thread-safe; no method blocks. */
interface RedisConnector {
  /** A connection with its commands. */
  record Commands(
      StatefulConnection<String, byte[]> connection,
      RedisClusterAsyncCommands<String, byte[]> async) {}

  /** A connection for commands. */
  CompletionStage<Commands> connect();

  /** A connection for subscriptions. */
  CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectPubSub();

  /** Completes when all of Redis answers by this connection; fails if some of it cannot. */
  CompletionStage<Void> ping(Commands commands);

  /** As {@link #ping}, by a connection for subscriptions. */
  CompletionStage<Void> pingPubSub(StatefulRedisPubSubConnection<String, byte[]> connection);

  /** How many connections have subscribed to a channel, on all nodes of Redis together. */
  CompletionStage<Long> subscribers(Commands commands, boolean sharded, String channel);

  /** Runs what others leave over. */
  Executor executor();

  /** Ends what was begun for the connections, but not what the user brought. */
  CompletionStage<Void> close();
}
