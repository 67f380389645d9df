package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.sockeye.redis.BusRig.Way;
import io.sockeye.testsupport.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A master that dies, and the replica that a Sentinel puts in its place. */
@Timeout(120)
final class SentinelTest {
  private static final Duration A_WHILE = Duration.ofSeconds(40);

  private final BusRig rig = new BusRig();
  private final RedisClient admin = RedisClient.create();
  private RedisServer master;
  private RedisServer replica;
  private RedisServer sentinel;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    String folder = directory.toString(); // What replicas get goes through a file.
    master = RedisServer.start("--repl-diskless-sync-delay", "0", "--dir", folder);
    replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port(), "--dir", folder);
    RedisCommands<String, String> copy = commands(replica);
    await().atMost(A_WHILE).until(() -> copy.info("replication").contains("master_link_status:up"));
    sentinel =
        RedisServer.startSentinel(
            directory,
            "sentinel monitor main 127.0.0.1 " + master.port() + " 1",
            "sentinel down-after-milliseconds main 1000",
            "sentinel failover-timeout main 5000");
    await().atMost(A_WHILE).until(() -> !replicas().isEmpty());
  }

  @AfterEach
  void close() {
    rig.close();
    admin.shutdown();
    List.of(sentinel, replica, master).forEach(RedisServer::close);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void messagesFlowByTheNewMaster(Way way) {
    RedisSource source =
        RedisSource.uri("redis-sentinel://127.0.0.1:" + sentinel.port() + "/0#main");
    BusProbe one = rig.open(way, source);
    BusProbe other = rig.open(way, source);
    for (int i = 0; i < 100; i++) {
      BusProbe.get(one.send(i));
    }
    await().until(() -> other.came.size() == 100);
    long kept = commands(master).xlen("socket.io");
    RedisCommands<String, String> copy = commands(replica);
    await().atMost(A_WHILE).until(() -> copy.xlen("socket.io") == kept);

    master.kill();
    one.awaitDown(1);
    other.awaitDown(1);
    await().atMost(A_WHILE).until(() -> one.ups.get() >= 2 && other.ups.get() >= 2);
    await().atMost(A_WHILE).until(() -> one.isUp() && other.isUp());
    for (int i = 100; i < 200; i++) {
      BusProbe.get(one.send(i));
    }

    await().until(() -> other.came.contains(199));
    assertThat(other.came).isSorted().doesNotHaveDuplicates().hasSize(200);
    assertThat(BusProbe.get(one.bus.otherNodes())).isEqualTo(1);
    assertThat(other.offsets.stream().map(StreamId::of)).isSorted();
  }

  private RedisCommands<String, String> commands(RedisServer server) {
    return admin.connect(RedisURI.create(server.url())).sync();
  }

  private List<?> replicas() {
    try (var connection = admin.connectSentinel(RedisURI.create(sentinel.url()))) {
      return connection.sync().replicas("main");
    }
  }
}
