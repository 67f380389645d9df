package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.testkit.ClusterContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of clusters over a Redis Cluster of several nodes, whose slots they share. All
 * adapters are tried with {@code -Dredis.nodes=all}, without it one.
 */
@Timeout(60)
abstract class RedisNodesContract extends ClusterContract {
  @TempDir private static Path directory;

  private static RedisNodes nodes;

  private final List<AdapterFactory> adapters = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    nodes = RedisNodes.start(directory);
  }

  @AfterAll
  static void stopRedis() {
    nodes.close();
  }

  /** The adapter that is proven. */
  abstract AdapterFactory connect(RedisSource source);

  @Override
  protected AdapterFactory join() {
    AdapterFactory adapter = connect(nodes.source());
    adapters.add(adapter);
    return adapter;
  }

  /** Its connections end, and it says nothing before. */
  @Override
  protected void kill(AdapterFactory adapter) throws Exception {
    ((AutoCloseable) adapter).close();
  }

  @AfterEach
  void closeAdapters() throws Exception {
    for (AdapterFactory adapter : adapters) {
      ((AutoCloseable) adapter).close();
    }
  }
}
