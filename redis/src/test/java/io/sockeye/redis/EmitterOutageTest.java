package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.sockeye.SocketIoException;
import io.sockeye.server.cluster.ClusterEmitter;
import io.sockeye.testsupport.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of what is emitted while Redis is not there, not yet or not any more. */
@Timeout(60)
final class EmitterOutageTest {
  private static final long PATIENCE_SECONDS = 20;

  private RedisServer redis;

  @BeforeEach
  void startRedis() {
    redis = RedisServer.start();
  }

  @AfterEach
  void stopRedis() {
    redis.close();
  }

  @Test
  void firstMessagesWaitForTheConnection() {
    redis.stop();
    try (ClusterEmitter emitter = RedisEmitter.connect(redis.url())) {
      CompletableFuture<Void> sent = emitter.emit("ev").toCompletableFuture();
      assertThat(sent).isNotDone();

      redis.startAgain();

      await(sent);
      assertThat(sent).isCompletedWithValue(null);
    }
  }

  @Test
  void firstMessagesDoNotWaitForEver() {
    redis.stop();
    try (ClusterEmitter emitter = RedisEmitter.connect(redis.url())) {
      CompletableFuture<Void> sent = emitter.emit("ev").toCompletableFuture();

      await(sent);

      assertAway(sent);
    }
  }

  @Test
  void laterMessagesAreLostAtOnceAndItIsSaid() {
    try (ClusterEmitter emitter = ShardedRedisEmitter.connect(redis.url())) {
      await(emitter.emit("ev").toCompletableFuture());

      redis.stop();

      Awaitility.await()
          .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
          .untilAsserted(() -> assertAway(emitter.emit("ev").toCompletableFuture()));

      redis.startAgain();

      Awaitility.await()
          .atMost(Duration.ofSeconds(PATIENCE_SECONDS))
          .untilAsserted(
              () -> {
                CompletableFuture<Void> sent = emitter.emit("ev").toCompletableFuture();
                await(sent);
                assertThat(sent).isCompletedWithValue(null);
              });
    }
  }

  @Test
  void streamsWaitForRedisToComeBack() {
    try (ClusterEmitter emitter = RedisStreamsEmitter.connect(redis.url())) {
      await(emitter.emit("ev").toCompletableFuture());
      redis.stop();
      List<CompletableFuture<Void>> sent = emit(emitter, 50);

      redis.startAgain();

      sent.forEach(EmitterOutageTest::await);
      assertThat(sent).allSatisfy(each -> assertThat(each).isCompletedWithValue(null));
    }
  }

  @Test
  void emitterListensToNobodyAndHasOneConnection() {
    RedisClient client = RedisClient.create(redis.url());
    RedisCommands<String, String> admin = client.connect().sync();
    for (Function<String, ClusterEmitter> kind :
        List.<Function<String, ClusterEmitter>>of(
            RedisEmitter::connect, ShardedRedisEmitter::connect, RedisStreamsEmitter::connect)) {
      try (ClusterEmitter emitter = kind.apply(redis.url())) {
        await(emitter.emit("ev").toCompletableFuture());

        assertThat(admin.clientList().lines()).hasSize(2);
      }
      Awaitility.await().until(() -> admin.clientList().lines().count() == 1);
    }
    client.shutdown();
  }

  @Test
  void whatIsOnItsWayArrivesBeforeTheEnd() {
    List<CompletableFuture<Void>> sent = new ArrayList<>();

    try (ClusterEmitter channels = RedisEmitter.connect(redis.url());
        ClusterEmitter streams = RedisStreamsEmitter.connect(redis.url())) {
      sent.addAll(emit(channels, 1_000));
      sent.addAll(emit(streams, 1_000));
    }

    assertThat(sent).allSatisfy(each -> assertThat(each).isCompletedWithValue(null));
  }

  private static List<CompletableFuture<Void>> emit(ClusterEmitter emitter, int count) {
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(emitter.emit("n", i).toCompletableFuture());
    }
    return sent;
  }

  /** Waits for the end, whichever it is. */
  private static void await(CompletableFuture<Void> sent) {
    sent.handle((nothing, failure) -> true).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static void assertAway(CompletableFuture<Void> sent) {
    assertThat(sent)
        .isCompletedExceptionally()
        .failsWithin(Duration.ofSeconds(PATIENCE_SECONDS))
        .withThrowableThat()
        .withCauseInstanceOf(SocketIoException.class)
        .withMessageContaining("Redis is away");
  }
}
