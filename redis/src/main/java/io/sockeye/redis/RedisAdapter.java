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
 * Makes many servers one over the channels of Redis, on the wire of the classic JavaScript adapter
 * ({@code createAdapter} of {@code @socket.io/redis-adapter}), with whose servers and emitters it
 * can be mixed. The simplest one; each message goes to all servers.
 *
 * <p>What is published while Redis is away is lost, and told to the observer; clients of the same
 * server get it all the same. One for each server, closed after it. Thread-safe.
 */
public final class RedisAdapter implements AdapterFactory, AutoCloseable {
  private final RedisBackend redis;
  private final String key;
  private final boolean publishOnSpecificResponseChannel;
  private final ClusterOptions options;

  private RedisAdapter(Builder builder, RedisSource source) {
    this.redis = RedisBackend.ofAdapter(source);
    this.key = builder.key;
    this.publishOnSpecificResponseChannel = builder.publishOnSpecificResponseChannel;
    this.options = builder.options;
  }

  /**
   * With the options at their defaults.
   *
   * @param uri as of {@link RedisSource#uri}
   */
  public static RedisAdapter connect(String uri) {
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
        new ClassicBus(
            redis.link(),
            key,
            node.namespace(),
            publishOnSpecificResponseChannel,
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
    private String key = "socket.io";
    private boolean publishOnSpecificResponseChannel;
    private ClusterOptions options = ClusterOptions.defaults();

    private Builder() {}

    /** How all channels begin; the same on all servers. */
    public Builder key(String value) {
      key = requireNonNull(value, "key");
      return this;
    }

    /**
     * Whether answers go to the server that asked alone. Each server may choose; all of them must
     * be of a version that listens there.
     */
    public Builder publishOnSpecificResponseChannel(boolean value) {
      publishOnSpecificResponseChannel = value;
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
    public RedisAdapter connect(RedisSource source) {
      return new RedisAdapter(this, source);
    }
  }
}
