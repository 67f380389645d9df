package io.sockeye.redis;

import static java.util.Objects.requireNonNull;

import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.server.cluster.ClusterEmitter;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.EnvelopeCodec;
import io.sockeye.server.cluster.MessageFormats;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Emits to the clients of servers with {@link RedisStreamsAdapter}, or with the JavaScript one, as
 * {@code @socket.io/redis-streams-emitter} does.
 *
 * <p>What is emitted while Redis is away waits, as much as there is room for. All goes into the
 * stream, events for the servers themselves, too.
 */
public final class RedisStreamsEmitter {
  private RedisStreamsEmitter() {}

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

  /**
   * The options, with the names and defaults of the JavaScript emitter, which knows one stream
   * alone. Not thread-safe.
   */
  public static final class Builder {
    private String streamName = "socket.io";
    private int streamCount = 1;
    private int maxLen = 10_000;
    private MessageFormats formats = MessageFormats.create();

    private Builder() {}

    /** The name of the stream, or how the names of all begin; the same as on the servers. */
    public Builder streamName(String value) {
      streamName = requireNonNull(value, "streamName");
      return this;
    }

    /** Over how many streams the namespaces are spread; the same as on the servers. */
    public Builder streamCount(int value) {
      streamCount = RedisStreamsAdapter.positive("streamCount", value);
      return this;
    }

    /** How many entries a stream keeps, about. */
    public Builder maxLen(int value) {
      maxLen = RedisStreamsAdapter.positive("maxLen", value);
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
      return ClusterEmitter.over(new RedisPublisher(redis, new Streams(redis.link(), this)));
    }
  }

  /** Into the streams. */
  private static final class Streams implements RedisPublisher.Way {
    private final RedisLink link;
    private final String streamName;
    private final int streamCount;
    private final int maxLen;
    private final MessageFormats formats;

    /** By the name of the stream. */
    private final Map<String, StreamAppender> appenders = new ConcurrentHashMap<>();

    Streams(RedisLink link, Builder options) {
      this.link = link;
      this.streamName = options.streamName;
      this.streamCount = options.streamCount;
      this.maxLen = options.maxLen;
      this.formats = options.formats;
    }

    @Override
    public CompletionStage<?> publish(String namespace, ClusterMessage message) {
      EnvelopeCodec codec = new EnvelopeCodec(ClusterMessage.EMITTER, namespace, formats);
      return appenders
          .computeIfAbsent(
              RedisStreamsAdapter.streamOf(namespace, streamName, streamCount), this::appender)
          .append(codec.encodeFields(message));
    }

    private StreamAppender appender(String stream) {
      StreamAppender appender = new StreamAppender(link, stream, maxLen);
      link.add(appender);
      return appender;
    }

    @Override
    public void close() {
      appenders.values().forEach(StreamAppender::close);
    }
  }
}
