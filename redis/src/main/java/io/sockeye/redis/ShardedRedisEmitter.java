package io.sockeye.redis;

import static java.util.Objects.requireNonNull;

import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.server.cluster.ClusterEmitter;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.EnvelopeCodec;
import io.sockeye.server.cluster.MessageFormats;
import java.util.concurrent.CompletionStage;

/**
 * Emits to the clients of servers with {@link ShardedRedisAdapter}, or with the sharded JavaScript
 * one, for which npm has no emitter.
 *
 * <p>What is emitted while Redis is away is lost, and the stage that was returned says so; but for
 * the first seconds, in which it waits for the connection.
 */
public final class ShardedRedisEmitter {
  private ShardedRedisEmitter() {}

  /**
   * With the options at their defaults.
   *
   * @param uri as of {@link RedisSource#uri}
   */
  public static ClusterEmitter connect(String uri) {
    return builder().connect(RedisSource.uri(uri));
  }

  /** To set options. */
  public static Builder builder() {
    return new Builder();
  }

  /** The options, with the names and defaults of the adapter. Not thread-safe. */
  public static final class Builder {
    private String channelPrefix = "socket.io";
    private SubscriptionMode subscriptionMode = SubscriptionMode.DYNAMIC;
    private MessageFormats formats = MessageFormats.create();

    private Builder() {}

    /** How all channels begin; the same as on the servers. */
    public Builder channelPrefix(String value) {
      channelPrefix = requireNonNull(value, "channelPrefix");
      return this;
    }

    /** Which rooms have channels of their own; the same as on the servers. */
    public Builder subscriptionMode(SubscriptionMode value) {
      subscriptionMode = requireNonNull(value, "subscriptionMode");
      return this;
    }

    /** How values are written; the same as on the servers. Default: by Jackson as it is. */
    public Builder json(JacksonJson value) {
      formats = MessageFormats.create(value);
      return this;
    }

    /** An emitter that begins to connect. */
    public ClusterEmitter connect(RedisSource source) {
      RedisBackend redis = RedisBackend.ofEmitter(source);
      FirstContact contact = new FirstContact(redis.link());
      return ClusterEmitter.over(
          new RedisPublisher(
              redis, new Channels(contact, channelPrefix, subscriptionMode, formats)));
    }
  }

  /** Over the channels. */
  private static final class Channels implements RedisPublisher.Way {
    private final FirstContact redis;
    private final String prefix;
    private final SubscriptionMode mode;
    private final MessageFormats formats;

    Channels(FirstContact redis, String prefix, SubscriptionMode mode, MessageFormats formats) {
      this.redis = redis;
      this.prefix = prefix;
      this.mode = mode;
      this.formats = formats;
    }

    @Override
    public CompletionStage<?> publish(String namespace, ClusterMessage message) {
      EnvelopeCodec codec = new EnvelopeCodec(ClusterMessage.EMITTER, namespace, formats);
      String channel = new ShardedChannels(prefix, namespace, mode).of(message);
      return redis.publish(true, channel, codec.encode(message));
    }
  }
}
