package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisURI;
import io.sockeye.redis.BusRig.Way;
import io.sockeye.testsupport.RedisServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Redis says in place of doing what it is asked for, and what becomes of that. */
@Timeout(60)
final class BusRefusalsTest {
  /** A state that ends by itself. */
  private static final List<String> PASSING =
      List.of(
          "OOM command not allowed when used memory > 'maxmemory'.",
          "LOADING Redis is loading the dataset in memory",
          "READONLY You can't write against a read only replica.",
          "CLUSTERDOWN The cluster is down",
          "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");

  /** Nothing that another attempt would mend. */
  private static final List<String> LASTING =
      List.of(
          "NOAUTH Authentication required.",
          "NOPERM this user has no permissions to run the command",
          "MOVED 3999 127.0.0.1:1");

  private static RedisServer redis;

  private final BusRig rig = new BusRig();
  private final TamperedConnector connector =
      new TamperedConnector(
          SingleConnector.to(RedisURI.create("redis://127.0.0.1:" + redis.port())));

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
    rig.close();
  }

  private static Stream<Arguments> refusals() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.concat(PASSING.stream(), LASTING.stream())
                    .map(words -> Arguments.of(way, words)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatIsRefusedWaitsInAStreamIfThatHelpsAndIsElseLostAndTold(Way way, String words) {
    BusProbe one = rig.open(way, connector);
    BusProbe other = rig.open(way, redis.port());
    BusProbe.get(one.send(0));
    await().until(() -> other.came.size() == 1);

    connector.refuse(1, words);
    CompletionStage<Optional<String>> refused = one.send(1);
    boolean waits = way == Way.STREAMS && PASSING.contains(words);
    if (waits) {
      BusProbe.get(refused);
    } else {
      assertThatThrownBy(() -> BusProbe.get(refused)).hasStackTraceContaining(words);
    }
    BusProbe.get(one.send(2));

    await().until(() -> other.came.contains(2));
    assertThat(other.came).isEqualTo(waits ? List.of(0, 1, 2) : List.of(0, 2));
    assertThat(one.isUp() && other.isUp()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void connectionByWhichRedisDoesNothingIsTriedAgain(Way way, String words) {
    connector.refusePings(2, words);

    BusProbe one = rig.open(way, connector); // It is there in the end.
    BusProbe other = rig.open(way, redis.port());
    BusProbe.get(one.send(1));

    await().until(() -> other.came.contains(1));
    assertThat(one.downDetails).isNotEmpty().allMatch(detail -> detail.contains(words));
  }
}
