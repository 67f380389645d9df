package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.redis.BusRig.Way;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A master of a Redis Cluster that dies, and what its servers have there. */
@Timeout(120)
final class MasterLossTest {
  private static final Duration A_WHILE = Duration.ofSeconds(30);

  private final BusRig rig = new BusRig();
  private RedisNodes nodes;

  @BeforeEach
  void start(@TempDir Path directory) {
    nodes = RedisNodes.start(directory);
  }

  @AfterEach
  void close() {
    rig.close();
    nodes.close();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void replicaTakesOverFromAMasterThatDied(Way way) {
    int master = nodes.ownerOf(RedisNodes.keyOf(way));
    nodes.addReplica(master);
    BusProbe one = rig.open(way, nodes.source());
    BusProbe other = rig.open(way, nodes.source());
    BusProbe.get(one.send(0));
    await().until(() -> other.came.contains(0));

    nodes.server(master).kill();
    one.reach(other, -1);
    await().atMost(A_WHILE).until(() -> one.isUp() && other.isUp());
    await().atMost(A_WHILE).until(() -> BusProbe.get(one.bus.otherNodes()) == 1);
    BusProbe.get(one.send(1));

    await().until(() -> other.came.contains(1));
    assertThat(one.downs.get() + other.downs.get()).as("it was told").isPositive();
  }
}
