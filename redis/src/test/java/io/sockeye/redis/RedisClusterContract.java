package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.testkit.ClusterContract;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.RedisServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/**
 * The contract of clusters over a real Redis, which each server reaches by a network of its own.
 */
@Timeout(60)
abstract class RedisClusterContract extends ClusterContract {
  private static RedisServer redis;

  private final Map<AdapterFactory, ChaosProxy> networks = new LinkedHashMap<>();

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  /** The adapter that is proven. */
  abstract AdapterFactory connect(RedisSource source);

  @Override
  protected AdapterFactory join() {
    ChaosProxy network = ChaosProxy.to(redis.port());
    AdapterFactory adapter = connect(RedisSource.uri("redis://127.0.0.1:" + network.port()));
    networks.put(adapter, network);
    return adapter;
  }

  @Override
  protected void kill(AdapterFactory adapter) {
    ChaosProxy network = networks.get(adapter);
    network.refuse();
    network.cut(ChaosProxy.Cut.RST);
  }

  @AfterEach
  void closeAdapters() throws Exception {
    for (Map.Entry<AdapterFactory, ChaosProxy> each : networks.entrySet()) {
      ((AutoCloseable) each.getKey()).close();
      each.getValue().close();
    }
  }
}
