package io.sockeye.interop.cluster;

import io.sockeye.interop.cluster.ClusterNode.Make;
import io.sockeye.testsupport.RedisServer;
import java.util.Arrays;
import java.util.stream.Stream;

/** Two nodes on a Redis of their own. */
final class Cluster implements AutoCloseable {
  /** Which nodes, and how they reach each other. */
  record Kind(AdapterKind adapter, Make first, Make second) {
    /** The pairs that have to understand each other, by each adapter. */
    static Stream<Kind> all() {
      return Arrays.stream(AdapterKind.values()).flatMap(Kind::pairs);
    }

    private static Stream<Kind> pairs(AdapterKind adapter) {
      Kind mixed = new Kind(adapter, Make.NODE, Make.SOCKEYE);
      return adapter.isVariant()
          ? Stream.of(mixed)
          : Stream.of(
              new Kind(adapter, Make.NODE, Make.NODE), // shows that the tests are right
              mixed,
              new Kind(adapter, Make.SOCKEYE, Make.SOCKEYE));
    }

    @Override
    public String toString() {
      return adapter.word() + ": " + first + " and " + second;
    }
  }

  private final RedisServer redis;
  private final ClusterNode first;
  private final ClusterNode second;

  private Cluster(Kind kind, RedisServer redis, String redisUrl) {
    this.redis = redis;
    first = kind.first().start("first", kind.adapter(), redisUrl);
    second = kind.second().start("second", kind.adapter(), redisUrl);
  }

  /**
   * Starts Redis, then the nodes.
   *
   * @param redisOptions as {@link RedisServer#start} takes them
   */
  static Cluster start(Kind kind, String... redisOptions) {
    RedisServer redis = RedisServer.start(redisOptions);
    return new Cluster(kind, redis, redis.url());
  }

  /** The same, whose nodes say to Redis who they are. */
  static Cluster startAs(String user, String password, Kind kind, String... redisOptions) {
    RedisServer redis = RedisServer.start(redisOptions);
    return new Cluster(
        kind, redis, redis.url().replace("://", "://%s:%s@".formatted(user, password)));
  }

  RedisServer redis() {
    return redis;
  }

  ClusterNode first() {
    return first;
  }

  ClusterNode second() {
    return second;
  }

  @Override
  public void close() {
    try (redis;
        first;
        second) {
      // Each is closed, the last first, whatever the others do.
    }
  }
}
