package io.sockeye.redis;

import static java.util.Objects.requireNonNull;

import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.cluster.ClusterAdapter;
import io.sockeye.server.cluster.ClusterOptions;
import io.sockeye.server.cluster.MessageFormats;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes many servers one over a stream of Redis, on the wire of version 0.3 of {@code
 * @socket.io/redis-streams-adapter}, with whose servers and emitters it can be mixed.
 *
 * <p>Broadcasts without acknowledgement, and orders to join, leave and disconnect, survive that
 * Redis is away for a while: what is sent waits, and servers go on reading where they were. What is
 * missed all the same is told to the observer. Questions and events between servers are not kept.
 * With {@code connectionStateRecovery} a client finds its state at every server of the cluster. One for each server, closed after it. Thread-safe.
 */
public final class RedisStreamsAdapter implements AdapterFactory, AutoCloseable {
  private final RedisBackend redis;

  /** A copy that nobody changes. */
  private final Builder options;

  /** By name. */
  private final Map<String, StreamRoutes> streams = new ConcurrentHashMap<>();

  private RedisStreamsAdapter(Builder options, RedisSource source) {
    this.redis = RedisBackend.ofAdapter(source);
    this.options = options;
  }

  /**
   * With the options at their defaults.
   *
   * @param uri as of {@link RedisSource#uri}
   */
  public static RedisStreamsAdapter connect(String uri) {
    return builder().connect(RedisSource.uri(uri));
  }

  /** To set options. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Adapter create(LocalNode node) {
    String namespace = node.namespace();
    String stream = streamOf(namespace, options.streamName, options.streamCount);
    return new ClusterAdapter(
        node,
        new StreamsBus(
            redis.link(),
            streams.computeIfAbsent(stream, this::stream),
            new StreamArchive(redis.link(), stream, options.sessionKeyPrefix, options.readCount),
            options.channelPrefix,
            namespace,
            options.useShardedPubSub,
            MessageFormats.of(node)),
        options.clusterOptions);
  }

  /**
   * The stream of a namespace. The same remainder as in JavaScript, which may be negative.
   *
   * @param name the name of the stream, or how the names of several begin
   */
  static String streamOf(String namespace, String name, int count) {
    return count == 1 ? name : name + "-" + namespace.hashCode() % count;
  }

  static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
    }
    return value;
  }

  private StreamRoutes stream(String name) {
    return new StreamRoutes(
        redis.link(), name, options.maxLen, options.readCount, options.blockTime);
  }

  /** Closes the connections and waits for their end, for some seconds at most. */
  @Override
  public void close() {
    streams.values().forEach(StreamRoutes::close);
    redis.close();
  }

  /** The options, with the names and defaults of the JavaScript adapter. Not thread-safe. */
  public static final class Builder {
    private String streamName = "socket.io";
    private int streamCount = 1;
    private String channelPrefix = "socket.io";
    private boolean useShardedPubSub;
    private String sessionKeyPrefix = "sio:session:";
    private long maxLen = 10_000;
    private int readCount = 100;
    private Duration blockTime = Duration.ofSeconds(5);
    private ClusterOptions clusterOptions = ClusterOptions.defaults();

    private Builder() {}

    private Builder(Builder other) {
      streamName = other.streamName;
      streamCount = other.streamCount;
      channelPrefix = other.channelPrefix;
      useShardedPubSub = other.useShardedPubSub;
      sessionKeyPrefix = other.sessionKeyPrefix;
      maxLen = other.maxLen;
      readCount = other.readCount;
      blockTime = other.blockTime;
      clusterOptions = other.clusterOptions;
    }

    /** The name of the stream, or how the names of all begin; the same on all servers. */
    public Builder streamName(String value) {
      streamName = requireNonNull(value, "streamName");
      return this;
    }

    /**
     * Over how many streams the namespaces are spread; the same on all servers. Each costs a
     * connection.
     */
    public Builder streamCount(int value) {
      streamCount = positive("streamCount", value);
      return this;
    }

    /** How the channels of questions and answers begin; the same on all servers. */
    public Builder channelPrefix(String value) {
      channelPrefix = requireNonNull(value, "channelPrefix");
      return this;
    }

    /** Whether these channels are sharded, which needs Redis 7; the same on all servers. */
    public Builder useShardedPubSub(boolean value) {
      useShardedPubSub = value;
      return this;
    }

    /**
     * How the keys begin under which sessions of clients are kept that lost their connection; the
     * same on all servers.
     */
    public Builder sessionKeyPrefix(String value) {
      sessionKeyPrefix = requireNonNull(value, "sessionKeyPrefix");
      return this;
    }

    /** How many entries a stream keeps, about. */
    public Builder maxLen(int value) {
      maxLen = positive("maxLen", value);
      return this;
    }

    /** How many entries are read at once. */
    public Builder readCount(int value) {
      readCount = positive("readCount", value);
      return this;
    }

    /** How long a read waits for entries; also how long a silent Redis may go unnoticed. */
    public Builder blockTime(Duration value) {
      if (value.toMillis() < 1) { // 0 is for ever in Redis.
        throw new IllegalArgumentException("blockTime: expected at least 1 ms, got " + value);
      }
      blockTime = value;
      return this;
    }

    /** How long other servers may take to answer where nothing else was asked for. */
    public Builder requestsTimeout(Duration value) {
      clusterOptions = clusterOptions.withRequestsTimeout(value);
      return this;
    }

    /** How many answers a namespace may wait for, and give to others, at once. */
    public Builder maxRequests(int value) {
      clusterOptions = clusterOptions.withMaxRequests(value);
      return this;
    }

    /** An adapter that connects when the first namespace needs it; if Redis is away, later. */
    public RedisStreamsAdapter connect(RedisSource source) {
      return new RedisStreamsAdapter(new Builder(this), source);
    }
  }
}
