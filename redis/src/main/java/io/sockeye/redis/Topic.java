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

  /** All channels whose names begin so; what has a meaning in patterns has none here. */
  static Topic prefix(String prefix) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < prefix.length(); i++) {
      char next = prefix.charAt(i);
      if ("*?[]\\^".indexOf(next) >= 0) {
        pattern.append('\\');
      }
      pattern.append(next);
    }
    return pattern(pattern.append('*').toString());
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
