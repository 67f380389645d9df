package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.redis.BusRig.Way;
import io.sockeye.testsupport.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The users of Redis in docs/cluster.md may do what the adapters need. */
@Timeout(60)
class AccessListTest {
  private final BusRig rig = new BusRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void documentedUserIsEnough(Way way) throws IOException {
    String name = way.name().toLowerCase(Locale.ROOT);
    try (RedisServer redis = RedisServer.start(options(name))) {
      RedisSource source = RedisSource.uri("redis://" + name + ":secret@127.0.0.1:" + redis.port());
      BusProbe one = rig.open(way, source);
      BusProbe other = rig.open(way, source);

      BusProbe.get(one.send(1));

      await().until(() -> other.came.contains(1));
      assertThat(BusProbe.get(one.bus.otherNodes())).isEqualTo(1);
      assertThat(one.downs).hasValue(0);
    }
  }

  /** The line of a user as options of the command line; all others are shut out. */
  static String[] options(String name) throws IOException {
    String line =
        Files.readAllLines(Path.of("../docs/cluster.md")).stream()
            .filter(each -> each.startsWith("user " + name + " "))
            .findFirst()
            .orElseThrow();
    List<String> options = new ArrayList<>(List.of("--user"));
    options.addAll(List.of(line.substring("user ".length()).split(" ")));
    options.addAll(List.of("--user", "default", "off"));
    return options.toArray(String[]::new);
  }
}
