package io.sockeye.redis;

import static java.util.Objects.requireNonNull;

import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.cluster.ClusterAdapter;
import io.sockeye.server.cluster.ClusterOptions;
import io.sockeye.server.cluster.MessageFormats;
import java.time.Duration;

/**
 * Makes many servers one over the sharded channels of Redis 7, on the wire of the JavaScript
 * sharded adapter, with whose servers it can be mixed. Best where Redis is a Redis Cluster, or
 * where most of what is sent goes to rooms that few servers have.
 *
 * <p>What is published while Redis is away is lost, and told to the observer; clients of the same
 * server get it all the same. One for each server, closed after it. Thread-safe.
 */
public final class ShardedRedisAdapter implements AdapterFactory, AutoCloseable {
  private final RedisBackend redis;
  private final String channelPrefix;
  private final SubscriptionMode subscriptionMode;
  private final ClusterOptions options;

  private ShardedRedisAdapter(Builder builder, RedisSource source) {
    this.redis = RedisBackend.ofAdapter(source);
    this.channelPrefix = builder.channelPrefix;
    this.subscriptionMode = builder.subscriptionMode;
    this.options = builder.options;
  }

  /**
   * With the options at their defaults.
   *
   * @param uri as of {@link RedisSource#uri}
   */
  public static ShardedRedisAdapter connect(String uri) {
    return builder().connect(RedisSource.uri(uri));
  }

  /** To set options. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Adapter create(LocalNode node) {
    return new ClusterAdapter(
        node,
        new ShardedBus(
            redis.link(),
            channelPrefix,
            node.namespace(),
            subscriptionMode,
            MessageFormats.of(node)),
        options);
  }

  /** Closes the connections and waits for their end, for some seconds at most. */
  @Override
  public void close() {
    redis.close();
  }

  /** The options, with the names and defaults of the JavaScript adapter. Not thread-safe. */
  public static final class Builder {
    private String channelPrefix = "socket.io";
    private SubscriptionMode subscriptionMode = SubscriptionMode.DYNAMIC;
    private ClusterOptions options = ClusterOptions.defaults();

    private Builder() {}

    /** How all channels begin; the same on all servers. */
    public Builder channelPrefix(String value) {
      channelPrefix = requireNonNull(value, "channelPrefix");
      return this;
    }

    /** Which rooms have channels of their own; the same on all servers. */
    public Builder subscriptionMode(SubscriptionMode value) {
      subscriptionMode = requireNonNull(value, "subscriptionMode");
      return this;
    }

    /** How long other servers may take to answer where nothing else was asked for. */
    public Builder requestsTimeout(Duration value) {
      options = options.withRequestsTimeout(value);
      return this;
    }

    /** How many answers a namespace may wait for, and give to others, at once. */
    public Builder maxRequests(int value) {
      options = options.withMaxRequests(value);
      return this;
    }

    /** An adapter that connects when the first namespace needs it; if Redis is away, later. */
    public ShardedRedisAdapter connect(RedisSource source) {
      return new ShardedRedisAdapter(this, source);
    }
  }
}
