package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterEmitter;
import io.sockeye.testsupport.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Values that the program has its own way to write, and clients of another server. */
@Timeout(60)
final class ValuesBetweenServersTest {
  /** An adapter, and the emitter beside it. */
  enum Way {
    CLASSIC,
    SHARDED,
    STREAMS
  }

  record Reading(String sensorName, int value) {}

  private static RedisServer redis;
  private final List<Runnable> closers = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @AfterEach
  void close() {
    closers.forEach(Runnable::run);
  }

  private static JacksonJson snakes() {
    return JacksonJson.create(
        JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build());
  }

  private SocketIoServer server(Way way) {
    String url = redis.url();
    return switch (way) {
      case CLASSIC -> {
        RedisAdapter adapter = RedisAdapter.connect(url);
        yield server(adapter, adapter::close);
      }
      case SHARDED -> {
        ShardedRedisAdapter adapter = ShardedRedisAdapter.connect(url);
        yield server(adapter, adapter::close);
      }
      case STREAMS -> {
        RedisStreamsAdapter adapter = RedisStreamsAdapter.connect(url);
        yield server(adapter, adapter::close);
      }
    };
  }

  private SocketIoServer server(AdapterFactory adapter, Runnable closer) {
    SocketIoServer io = SocketIoServer.builder().adapter(adapter).json(snakes()).build();
    closers.add(
        () -> {
          io.close().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
          closer.run();
        });
    return io;
  }

  private static ClusterEmitter emitter(Way way) {
    RedisSource source = RedisSource.uri(redis.url());
    return switch (way) {
      case CLASSIC -> RedisEmitter.builder().json(snakes()).connect(source);
      case SHARDED -> ShardedRedisEmitter.builder().json(snakes()).connect(source);
      case STREAMS -> RedisStreamsEmitter.builder().json(snakes()).connect(source);
    };
  }

  @ParameterizedTest
  @EnumSource
  void clientsOfAllServersGetThemAsTheirServerWritesThem(Way way) {
    SocketIoServer here = server(way);
    SocketIoServer there = server(way);
    await().until(() -> here.serverCount().toCompletableFuture().join() == 2);
    await().until(() -> there.serverCount().toCompletableFuture().join() == 2);
    Guest beside = new Guest().connect(here);
    Guest elsewhere = new Guest().connect(there);

    here.emit("reading", new Reading("north", 7));
    String expected = "[\"reading\",{\"sensor_name\":\"north\",\"value\":7}]";
    beside.awaitEvents(expected);
    elsewhere.awaitEvents(expected);

    try (ClusterEmitter emitter = emitter(way)) {
      emitter.emit("reading", new Reading("south", 8)).toCompletableFuture().join();
      String later = "[\"reading\",{\"sensor_name\":\"south\",\"value\":8}]";
      beside.awaitEvents(expected, later);
      elsewhere.awaitEvents(expected, later);
    }
  }

  @ParameterizedTest
  @EnumSource
  void serversBindWhatTheyTellEachOther(Way way) {
    SocketIoServer here = server(way);
    SocketIoServer there = server(way);
    CompletableFuture<Reading> told = new CompletableFuture<>();
    there.onServerSide(
        "reading",
        (namespace, args, ack) -> {
          told.complete(args.get(0, Reading.class));
          ack.send(new Reading("answer", 2));
        });
    await().until(() -> here.serverCount().toCompletableFuture().join() == 2);
    await().until(() -> there.serverCount().toCompletableFuture().join() == 2);

    var answers =
        here.serverSideEmitWithAck("reading", Reading.class, new Reading("north", 7))
            .toCompletableFuture()
            .orTimeout(20, TimeUnit.SECONDS)
            .join();

    assertThat(told.join()).isEqualTo(new Reading("north", 7));
    assertThat(answers).containsExactly(new Reading("answer", 2));
  }
}
