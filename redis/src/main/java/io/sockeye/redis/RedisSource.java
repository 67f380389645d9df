package io.sockeye.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where Redis is, and by whose client it is reached. Immutable; nothing is opened before an adapter
 * or an emitter is made of it.
 */
public final class RedisSource {
  private final Supplier<RedisConnector> connector;

  private RedisSource(Supplier<RedisConnector> connector) {
    this.connector = connector;
  }

  /**
   * One Redis, or the master that Sentinels name: {@code redis://user:password@host:6379/0}, {@code
   * rediss://…} with TLS, {@code redis-sentinel://host1:26379,host2:26379/0#name}, as Lettuce has
   * it.
   *
   * @throws IllegalArgumentException if it is no such URI
   */
  public static RedisSource uri(String uri) {
    RedisURI parsed = RedisURI.create(uri);
    return new RedisSource(() -> SingleConnector.to(parsed));
  }

  /**
   * A Redis Cluster, by some of its nodes.
   *
   * @param uris of at least one node
   * @throws IllegalArgumentException if one is no URI of Redis, or there is none
   */
  public static RedisSource cluster(String... uris) {
    if (uris.length == 0) {
      throw new IllegalArgumentException("cluster: expected at least one URI, got none");
    }
    List<RedisURI> parsed = Stream.of(uris).map(RedisURI::create).toList();
    return new RedisSource(() -> ClusterConnector.to(parsed));
  }

  /**
   * The program's own client for one Redis, or its Sentinels. Its options stay as they are; it is
   * not shut down. Its command timeout must be longer than what {@link RedisStreamsAdapter} waits
   * for messages.
   */
  public static RedisSource client(RedisClient client, RedisURI uri) {
    return new RedisSource(() -> SingleConnector.with(client, uri));
  }

  /**
   * The program's own client for a Redis Cluster. Its options stay as they are, so they should
   * refresh the topology, and not reconnect by themselves ({@code autoReconnect(false)}): a
   * connection that is lost is replaced, and Lettuce would send once more what was on its way. It
   * is not shut down.
   */
  public static RedisSource client(RedisClusterClient client) {
    return new RedisSource(() -> ClusterConnector.with(client));
  }

  RedisConnector open() {
    return connector.get();
  }
}
