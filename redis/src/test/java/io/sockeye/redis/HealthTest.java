package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.Health;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testsupport.RedisServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server is while Redis comes and goes. */
@Timeout(60)
final class HealthTest {
  @Test
  void serverIsDegradedWhileRedisIsAway() {
    try (RedisServer redis = RedisServer.start()) {
      RedisAdapter adapter = RedisAdapter.connect(redis.url());
      SocketIoServer io = SocketIoServer.builder().adapter(adapter).build();
      try {
        io.of("/chat");
        await().until(() -> io.serverCount().toCompletableFuture().join() == 1);
        assertThat(io.health()).isEqualTo(new Health(Health.Status.UP, Map.of()));

        redis.stop();
        await().until(() -> io.health().status() == Health.Status.DEGRADED);
        await().until(() -> io.health().clusterDown().keySet().size() == 2);
        assertThat(io.health().clusterDown())
            .containsOnlyKeys("/", "/chat")
            .allSatisfy((namespace, why) -> assertThat(why).contains("connection was lost"));
        assertThat(io.isReady()).as("its clients are served").isTrue();

        redis.startAgain();
        await().until(() -> io.health().status() == Health.Status.UP);
        assertThat(io.health().clusterDown()).isEmpty();

        io.prepareToClose();
        assertThat(io.health()).isEqualTo(new Health(Health.Status.DOWN, Map.of()));
      } finally {
        io.close().toCompletableFuture().join();
        adapter.close();
      }
    }
  }

  @Test
  void serverThatNeverReachesRedisIsDegraded() {
    int port;
    try (RedisServer gone = RedisServer.start()) {
      port = gone.port();
    }
    RedisAdapter adapter = RedisAdapter.connect("redis://127.0.0.1:" + port);
    SocketIoServer io = SocketIoServer.builder().adapter(adapter).build();
    try {
      await().until(() -> io.health().status() == Health.Status.DEGRADED);
      assertThat(io.health().clusterDown().get("/")).contains("refused");
    } finally {
      io.close().toCompletableFuture().join();
      adapter.close();
    }
  }
}
