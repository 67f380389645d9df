package io.sockeye.redis;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterEmitter;
import io.sockeye.testkit.EmitterContract;
import io.sockeye.testsupport.RedisServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** The contract of emitters over a real Redis. */
@Timeout(60)
abstract class RedisEmitterContract extends EmitterContract {
  private static RedisServer redis;

  private final List<AutoCloseable> opened = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  /** The adapter of the servers. */
  abstract AdapterFactory adapter(RedisSource source);

  /** The emitter that is proven. */
  abstract ClusterEmitter emitter(RedisSource source);

  @Override
  protected AdapterFactory join() {
    AdapterFactory adapter = adapter(RedisSource.uri(redis.url()));
    opened.add((AutoCloseable) adapter);
    return adapter;
  }

  @Override
  protected ClusterEmitter emitter() {
    ClusterEmitter emitter = emitter(RedisSource.uri(redis.url()));
    opened.add(emitter);
    return emitter;
  }

  @Override
  protected void kill(AdapterFactory adapter) throws Exception {
    ((AutoCloseable) adapter).close();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }
}
