package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.redis.BusRig.Way;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What befalls all ways of messages over Redis. */
@Timeout(90)
class BusFaultsTest {
  /** How many each sends; {@code ./long-run C01} sends more. */
  private static final int MANY = Integer.getInteger("sockeye.messages", 5_000);

  private static final int AT_ONCE = 5_000;

  private final BusRig rig = new BusRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void nothingIsLostAndEachSenderKeepsItsOrder(Way way) {
    try (RedisServer redis = RedisServer.start();
        BusRig patient = BusRig.patient()) {
      BusProbe one = patient.open(way, redis.port());
      BusProbe other = patient.open(way, redis.port());

      for (int first = 0; first < MANY; first += AT_ONCE) {
        List<CompletionStage<Optional<String>>> sent = new ArrayList<>();
        int end = Math.min(first + AT_ONCE, MANY);
        for (int i = first; i < end; i++) {
          sent.add(one.send(i));
          sent.add(other.send(i));
        }
        sent.forEach(BusProbe::get);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> one.came.size() >= end && other.came.size() >= end);
      }

      assertThat(one.came).isEqualTo(numbers(0, MANY));
      assertThat(other.came).isEqualTo(numbers(0, MANY));
      assertThat(one.lost).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"CLASSIC", "SHARDED"})
  void lossIsCountedWhileRedisIsAwayAndEndsWhenItIsBack(Way way) {
    try (RedisServer redis = RedisServer.start()) {
      BusProbe one = rig.open(way, redis.port());
      BusProbe other = rig.open(way, redis.port());
      List<CompletionStage<Optional<String>>> sent = new ArrayList<>();
      int next = 0;

      for (; next < 500; next++) {
        sent.add(one.send(next));
      }
      redis.kill();
      for (; next < 1_000; next++) {
        sent.add(one.send(next));
      }
      one.awaitDown(1);
      other.awaitDown(1);
      redis.startAgain();
      long back = System.nanoTime();
      one.awaitUp(2);
      other.awaitUp(2);
      assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(4));
      for (; next < 1_500; next++) {
        sent.add(one.send(next));
      }

      await().until(() -> other.came.contains(1_499));
      assertThat(other.came).isSorted().doesNotHaveDuplicates();
      assertThat(other.came).containsAll(numbers(1_000, 1_500));
      for (int i = 0; i < sent.size(); i++) {
        boolean failed = sent.get(i).toCompletableFuture().isCompletedExceptionally();
        assertThat(failed || other.came.contains(i) || i < 500)
            .as("number %d was delivered, or its loss told", i)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void silentNetworkIsNoticedAndNothingComesTwice(Way way) {
    loseTouch(
        way,
        network -> network.swallow(ChaosProxy.Direction.TO_SERVER, ChaosProxy.Direction.TO_CLIENT));
  }

  /** As it is for a process that was stopped and goes on: what was sent comes late, if at all. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void networkThatStoodStillIsNoticedAndNothingComesTwice(Way way) {
    loseTouch(way, ChaosProxy::stall);
  }

  private void loseTouch(Way way, Consumer<ChaosProxy> fault) {
    try (RedisServer redis = RedisServer.start();
        ChaosProxy network = ChaosProxy.to(redis.port());
        BusRig impatient = BusRig.impatient()) {
      BusProbe one = rig.open(way, redis.port());
      BusProbe other = impatient.open(way, network.port());
      BusProbe.get(one.send(0));
      await().until(() -> other.came.size() == 1);

      fault.accept(network);
      for (int i = 1; i < 50; i++) {
        BusProbe.get(one.send(i));
      }
      other.awaitDown(1);
      network.heal();
      other.awaitUp(2);
      BusProbe.get(one.send(50));

      await().until(() -> other.came.contains(50));
      assertThat(other.came).isSorted().doesNotHaveDuplicates();
      if (way == Way.STREAMS) {
        assertThat(other.came).isEqualTo(numbers(0, 51));
        assertThat(other.lostCount).hasValue(0);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void garbageIsRefusedAndHarmsNobody(Way way) {
    try (RedisServer redis = RedisServer.start()) {
      BusProbe one = rig.open(way, redis.port());
      BusProbe other = rig.open(way, redis.port());
      RedisLink stranger = rig.link(redis.port());
      Random random = new Random(6);
      List<byte[]> garbage = new ArrayList<>();
      garbage.add(bytes("{\"uid\":\"" + other.bus.nodeId() + "\",\"nsp\":\"/\",\"type\":3}"));
      garbage.add(bytes("{\"uid\":\"x\",\"nsp\":\"/elsewhere\",\"type\":3,\"data\":{}}"));
      garbage.add(bytes("[".repeat(10_000)));
      garbage.add(new byte[] {(byte) 0xdd, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff});
      garbage.add(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5});
      garbage.add(new byte[BoundedCodec.MAX_BYTES + 1]);
      garbage.add(new byte[0]);
      for (int i = 0; i < 200; i++) {
        byte[] some = new byte[random.nextInt(64)];
        random.nextBytes(some);
        garbage.add(some);
      }

      for (byte[] each : garbage) {
        for (String channel :
            List.of(
                "socket.io#/#",
                "socket.io#/#room#",
                "socket.io-request#/#",
                "socket.io-response#/#")) {
          BusProbe.get(stranger.publish(false, channel, each));
          BusProbe.get(stranger.publish(true, channel, each));
        }
        BusProbe.get(
            stranger.command(
                each.length,
                commands ->
                    commands.xadd(
                        "socket.io",
                        Map.of("uid", each, "nsp", bytes("/"), "type", bytes("3"), "data", each))));
      }
      BusProbe.get(one.send(1));

      await().until(() -> other.came.contains(1));
      assertThat(other.came).containsExactly(1);
      assertThat(other.refused).isNotEmpty();
      assertThat(other.downs).hasValue(0);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }
}
