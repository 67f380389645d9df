package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sockeye.redis.BusRig.Way;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a stream keeps, and what is told where it cannot. */
@Timeout(90)
class StreamFaultsTest {
  private final BusRig rig = new BusRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void nothingIsLostNorTwiceWhereRedisKeepsItsFile(@TempDir Path directory) {
    try (RedisServer redis =
        RedisServer.start(
            "--appendonly", "yes", "--appendfsync", "always", "--dir", directory.toString())) {
      BusProbe one = rig.open(Way.STREAMS, redis.port());
      BusProbe other = rig.open(Way.STREAMS, redis.port());
      List<CompletionStage<Optional<String>>> sent = new ArrayList<>();
      int next = 0;

      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 300; i++) {
          sent.add(one.send(next++));
        }
        if (round == 0) {
          redis.stop();
        } else {
          redis.kill();
        }
        for (int i = 0; i < 300; i++) {
          sent.add(one.send(next++));
        }
        one.awaitDown(round + 1);
        other.awaitDown(round + 1);
        redis.startAgain();
        one.awaitUp(round + 2);
        other.awaitUp(round + 2);
      }

      List<String> offsets = sent.stream().map(BusProbe::get).map(Optional::orElseThrow).toList();
      int all = next;
      await().atMost(Duration.ofSeconds(20)).until(() -> other.came.size() >= all);
      assertThat(other.came).isEqualTo(numbers(0, all));
      assertThat(other.offsets).isEqualTo(offsets);
      assertThat(other.lost).isEmpty();
    }
  }

  @Test
  void whatWasOnItsWayInSilenceIsSentOnce() {
    try (RedisServer redis = RedisServer.start();
        ChaosProxy network = ChaosProxy.to(redis.port());
        BusRig impatient = BusRig.impatient()) {
      BusProbe one = impatient.open(Way.STREAMS, network.port());
      BusProbe other = rig.open(Way.STREAMS, redis.port());
      BusProbe.get(one.send(0));

      network.swallow(ChaosProxy.Direction.TO_CLIENT); // They arrive, but nobody says so.
      List<CompletionStage<Optional<String>>> sent = new ArrayList<>();
      for (int i = 1; i < 100; i++) {
        sent.add(one.send(i));
      }
      await().until(() -> other.came.size() == 100);
      one.awaitDown(1);
      for (int i = 100; i < 200; i++) {
        sent.add(one.send(i));
      }
      network.heal();

      sent.forEach(BusProbe::get);
      await().until(() -> other.came.size() >= 200);
      assertThat(other.came).isEqualTo(numbers(0, 200));
    }
  }

  @Test
  void lostStreamIsToldAndReadFromItsNewBeginning() {
    try (RedisServer redis = RedisServer.start()) {
      BusProbe one = rig.open(Way.STREAMS, redis.port());
      BusProbe other = rig.open(Way.STREAMS, redis.port());
      BusProbe.get(one.send(0));
      await().until(() -> other.came.size() == 1);

      redis.kill();
      other.awaitDown(1);
      redis.startAgain();
      await().until(() -> !other.lost.isEmpty());
      BusProbe.get(one.send(1));

      await().until(() -> other.came.size() == 2);
      assertThat(other.came).containsExactly(0, 1);
      assertThat(other.lost.get(0)).contains("lost the stream");
    }
  }

  @Test
  void entriesThatWereTrimmedBeforeTheyWereReadAreCounted() {
    try (RedisServer redis = RedisServer.start();
        ChaosProxy network = ChaosProxy.to(redis.port());
        BusRig few = new BusRig(1_000)) {
      BusProbe one = few.open(Way.STREAMS, redis.port());
      BusProbe other = few.open(Way.STREAMS, network.port());
      BusProbe.get(one.send(0));
      await().until(() -> other.came.size() == 1);

      network.cut(ChaosProxy.Cut.RST);
      network.refuse();
      other.awaitDown(1);
      int all = 5_000;
      List<CompletionStage<Optional<String>>> sent = new ArrayList<>();
      for (int i = 1; i < all; i++) {
        sent.add(one.send(i));
      }
      sent.forEach(BusProbe::get);
      network.heal();

      await().atMost(Duration.ofSeconds(20)).until(() -> other.came.contains(all - 1));
      assertThat(other.lostCount.get()).isPositive();
      assertThat(other.came.size() + other.lostCount.get()).isEqualTo(all);
      assertThat(other.came).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void whatRedisHasNoMemoryForWaits() {
    try (RedisServer redis = RedisServer.start()) {
      BusProbe one = rig.open(Way.STREAMS, redis.port());
      BusProbe other = rig.open(Way.STREAMS, redis.port());
      RedisLink admin = rig.link(redis.port());
      BusProbe.get(one.send(0));
      memory(admin, "1");

      CompletionStage<Optional<String>> first = one.send(1);
      CompletionStage<Optional<String>> second = one.send(2);
      await().during(Duration.ofMillis(500)).until(() -> other.came.size() == 1);
      memory(admin, "0");

      BusProbe.get(first);
      BusProbe.get(second);
      await().until(() -> other.came.size() == 3);
      assertThat(other.came).containsExactly(0, 1, 2);
    }
  }

  @Test
  void moreThanThereIsRoomForFailsAtOnce() {
    try (RedisServer redis = RedisServer.start()) {
      BusProbe one = rig.open(Way.STREAMS, redis.port());
      redis.kill();
      one.awaitDown(1);

      for (int i = 0; i < StreamAppender.MAX_ENTRIES; i++) {
        assertThat(one.send(i).toCompletableFuture()).isNotCompletedExceptionally();
      }

      assertThatThrownBy(() -> BusProbe.get(one.send(-1))).hasMessageContaining("no room");
    }
  }

  private static void memory(RedisLink admin, String bytes) {
    BusProbe.get(admin.command(0, redis -> redis.configSet("maxmemory", bytes)));
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
