package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.redis.BusRig.Way;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that reads so slowly that Redis cuts it off. */
@Timeout(90)
final class SlowSubscriberTest {
  private static final Duration A_WHILE = Duration.ofSeconds(20);
  private static final int MESSAGE_BYTES = 1_000_000;

  /** More than the kernel's buffers on the way hold. */
  private static final int MANY = 40;

  private final BusRig rig = new BusRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"CLASSIC", "SHARDED"})
  void whoeverIsCutOffIsToldAndComesBack(Way way) {
    try (RedisServer redis = RedisServer.start("--client-output-buffer-limit", "pubsub 1mb 1mb 1");
        ChaosProxy network = ChaosProxy.to(redis.port())) {
      BusProbe one = rig.open(way, redis.port());
      BusProbe other = rig.open(way, network.port());
      RedisLink stranger = rig.link(redis.port());
      one.reach(other, 1);
      BusProbe.get(one.bus.close()); // It would be cut off, too.

      network.stall();
      for (int i = 0; i < MANY; i++) {
        BusProbe.get(stranger.publish(way == Way.SHARDED, "socket.io#/#", new byte[MESSAGE_BYTES]));
      }
      await().atMost(A_WHILE).until(() -> subscribers(stranger, way) == 0);
      network.heal();
      other.awaitDown(1);
      other.awaitUp(2);

      BusProbe again = rig.open(way, redis.port());
      again.reach(other, 2);
      assertThat(BusProbe.get(again.bus.otherNodes())).isEqualTo(1);
    }
  }

  private static long subscribers(RedisLink stranger, Way way) {
    return way == Way.SHARDED
        ? BusProbe.get(stranger.subscribers(true, "socket.io#/#"))
        : BusProbe.get(stranger.subscribers(false, "socket.io-request#/#"));
  }
}
