package io.sockeye.redis;

import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.util.concurrent.CompletionStage;

/** What is subscribed to. */
record Topic(Kind kind, String name) {
  /** In which of the three ways. */
  enum Kind {
    /** A channel. */
    CHANNEL,
    /** All channels whose names match a pattern. */
    PATTERN,
    /** A channel that lives on the shard of its name. */
    SHARD
  }

  static Topic channel(String name) {
    return new Topic(Kind.CHANNEL, name);
  }

  static Topic pattern(String name) {
    return new Topic(Kind.PATTERN, name);
  }

  static Topic shard(String name) {
    return new Topic(Kind.SHARD, name);
  }

  CompletionStage<Void> subscribe(RedisPubSubAsyncCommands<String, byte[]> commands) {
    return switch (kind) {
      case CHANNEL -> commands.subscribe(name);
      case PATTERN -> commands.psubscribe(name);
      case SHARD -> commands.ssubscribe(name);
    };
  }

  CompletionStage<Void> unsubscribe(RedisPubSubAsyncCommands<String, byte[]> commands) {
    return switch (kind) {
      case CHANNEL -> commands.unsubscribe(name);
      case PATTERN -> commands.punsubscribe(name);
      case SHARD -> commands.sunsubscribe(name);
    };
  }

  @Override
  public String toString() {
    return switch (kind) {
      case CHANNEL -> "SUBSCRIBE " + name;
      case PATTERN -> "PSUBSCRIBE " + name;
      case SHARD -> "SSUBSCRIBE " + name;
    };
  }
}
