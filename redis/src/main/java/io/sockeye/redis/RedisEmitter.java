package io.sockeye.redis;

import static java.util.Objects.requireNonNull;

import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.server.cluster.ClusterEmitter;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.MessageFormats;
import java.util.concurrent.CompletionStage;

/**
 * Emits to the clients of servers with {@link RedisAdapter}, or with the classic JavaScript one, as
 * {@code @socket.io/redis-emitter} does.
 *
 * <pre>{@code
 * try (ClusterEmitter emitter = RedisEmitter.connect("redis://localhost")) {
 *   emitter.to("news").emit("headline", "It rains");
 * }
 * }</pre>
 *
 * <p>What is emitted while Redis is away is lost, and the stage that was returned says so; but for
 * the first seconds, in which it waits for the connection.
 */
public final class RedisEmitter {
  private RedisEmitter() {}

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

  /** The options, with the names and defaults of the JavaScript emitter. Not thread-safe. */
  public static final class Builder {
    private String key = "socket.io";
    private MessageFormats formats = MessageFormats.create();

    private Builder() {}

    /** How all channels begin; the same as on the servers. */
    public Builder key(String value) {
      key = requireNonNull(value, "key");
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
      return ClusterEmitter.over(
          new RedisPublisher(redis, new Channels(new FirstContact(redis.link()), key, formats)));
    }
  }

  /** Over the channels. */
  private static final class Channels implements RedisPublisher.Way {
    private final FirstContact redis;
    private final String key;
    private final MessageFormats formats;

    Channels(FirstContact redis, String key, MessageFormats formats) {
      this.redis = redis;
      this.key = key;
      this.formats = formats;
    }

    @Override
    public CompletionStage<?> publish(String namespace, ClusterMessage message) {
      ClassicChannels channels = new ClassicChannels(key, namespace);
      ClassicWire wire = new ClassicWire(ClusterMessage.EMITTER, namespace, formats);
      return message instanceof ClusterMessage.Broadcast broadcast
          ? redis.publish(
              false,
              channels.broadcasts(broadcast.options().rooms()),
              wire.encodeBroadcast(broadcast.event(), broadcast.options()))
          : redis.publish(false, channels.requests(), wire.encodeRequest(message));
    }
  }
}
