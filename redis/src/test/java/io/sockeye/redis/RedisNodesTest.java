package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.redis.BusRig.Way;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What befalls the ways of messages over a Redis Cluster of several nodes. */
@Timeout(90)
final class RedisNodesTest {
  @TempDir private static Path directory;

  private static RedisNodes nodes;

  private final BusRig rig = new BusRig();

  @BeforeAll
  static void startRedis() {
    nodes = RedisNodes.start(directory);
  }

  @AfterAll
  static void stopRedis() {
    nodes.close();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void roomsOfAllNodesAreReachedAndServersCounted(Way way) {
    BusProbe one = rig.open(way, nodes.source());
    BusProbe other = rig.open(way, nodes.source());

    for (int i = 0; i < 100; i++) {
      BusProbe.get(other.bus.enter("room" + i, false));
      BusProbe.get(one.send(i, "room" + i));
    }

    await().until(() -> other.came.size() == 100);
    assertThat(other.came).containsExactlyInAnyOrderElementsOf(numbers(0, 100));
    assertThat(BusProbe.get(one.bus.otherNodes())).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void messagesFollowASlotThatMoves(Way way) {
    BusProbe one = rig.open(way, nodes.source());
    BusProbe other = rig.open(way, nodes.source());
    List<CompletionStage<Optional<String>>> sent = new ArrayList<>();
    int next = 0;

    for (int round = 1; round <= 2; round++) {
      for (int i = 0; i < 100; i++) {
        sent.add(one.send(next++));
      }
      String key = RedisNodes.keyOf(way);
      nodes.move(key, (nodes.ownerOf(key) + 1) % RedisNodes.MASTERS);
      for (int i = 0; i < 100; i++) {
        sent.add(one.send(next++));
      }
      one.reach(other, -round);
    }

    List<Integer> came = other.came.stream().filter(number -> number >= 0).toList();
    assertThat(came).doesNotHaveDuplicates();
    if (way == Way.CLASSIC) { // Its channels are no slot's.
      assertThat(came).isEqualTo(numbers(0, next));
    } else if (way == Way.STREAMS) { // What is redirected is overtaken by what is not.
      sent.forEach(BusProbe::get);
      assertThat(came).containsExactlyInAnyOrderElementsOf(numbers(0, next));
    }
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
