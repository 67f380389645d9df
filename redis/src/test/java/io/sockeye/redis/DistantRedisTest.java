package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.redis.BusRig.Way;
import io.sockeye.server.RemoteSocket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Redis that takes its time: nobody waits for it but who wants something of it. */
@Timeout(60)
final class DistantRedisTest {
  private static final int SOME = 20;

  private static AdapterFactory connect(Way way, String url) {
    return switch (way) {
      case CLASSIC -> RedisAdapter.connect(url);
      case SHARDED -> ShardedRedisAdapter.connect(url);
      case STREAMS -> RedisStreamsAdapter.connect(url);
    };
  }

  /** A server, and what ends with it. */
  private record Node(SocketIoServer io, Runnable end) implements AutoCloseable {
    static Node start(Way way, int port) {
      AdapterFactory adapter = connect(way, "redis://127.0.0.1:" + port);
      return new Node(
          SocketIoServer.builder().adapter(adapter).closeTimeout(Duration.ofSeconds(1)).build(),
          () -> close(adapter));
    }

    private static void close(AdapterFactory adapter) {
      try {
        ((AutoCloseable) adapter).close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void close() {
      io.close().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
      end.run();
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whoeverSendsAndClientsOfTheSameServerDoNotWaitForRedis(Way way) {
    try (RedisServer redis = RedisServer.start();
        ChaosProxy network = ChaosProxy.to(redis.port());
        Node here = Node.start(way, network.port());
        Node there = Node.start(way, redis.port())) {
      Guest own = new Guest().connect(here.io);
      Guest other = new Guest().connect(there.io);
      await().until(() -> servers(here) == 2 && servers(there) == 2);

      network.stall(); // What returns, or comes, before this ends has waited for no answer.
      emit(here, 0);
      here.io.socket(own.id).orElseThrow().join("room");
      here.io.to("room").emit("joined");
      CompletableFuture<List<RemoteSocket>> asked = here.io.fetchSockets();
      here.io.serverSideEmit("told");
      here.io.in("nobody").disconnectSockets(false);
      List<String> expected = new ArrayList<>(events(0));
      expected.add("[\"joined\"]");
      own.awaitEvents(expected.toArray(String[]::new));
      assertThat(other.events).isEmpty();

      network.heal();
      assertThat(asked.handle((sockets, late) -> true).orTimeout(20, TimeUnit.SECONDS).join())
          .isTrue();
      network.delay(Duration.ofMillis(200));
      emit(here, SOME);
      network.delay(Duration.ofMillis(400));
      emit(here, 2 * SOME);

      own.awaitEvents(
          IntStream.range(0, 3 * SOME + 1)
              .mapToObj(i -> i == SOME ? "[\"joined\"]" : event(i > SOME ? i - 1 : i))
              .toArray(String[]::new));
      other.awaitEvents(
          IntStream.range(0, 3 * SOME).mapToObj(DistantRedisTest::event).toArray(String[]::new));
    }
  }

  private static int servers(Node node) {
    return node.io.serverCount().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static void emit(Node node, int first) {
    for (int i = first; i < first + SOME; i++) {
      node.io.emit("n", i);
    }
  }

  private static List<String> events(int first) {
    return IntStream.range(first, first + SOME).mapToObj(DistantRedisTest::event).toList();
  }

  private static String event(int number) {
    return "[\"n\"," + number + "]";
  }
}
