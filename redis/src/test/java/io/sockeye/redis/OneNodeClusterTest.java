package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.sockeye.concurrent.Timers;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Redis Cluster, though of one node: its clients have several connections, lost one by one. */
@Timeout(60)
final class OneNodeClusterTest {
  private static final int SLOTS = 16_384;

  private final Timers timers = Timers.create("test-timers");
  private final RedisServer redis =
      RedisServer.start(
          "--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--dir", temporary());
  private final String uri = "redis://127.0.0.1:" + redis.port();
  private final RedisClient admin = RedisClient.create(uri);
  private final RedisCommands<String, String> commands = admin.connect().sync();
  private final RedisLink link =
      new RedisLink(ClusterConnector.to(List.of(RedisURI.create(uri))), timers);

  private static String temporary() {
    try {
      return Files.createTempDirectory("redis").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void formCluster() {
    commands.clusterAddSlots(IntStream.range(0, SLOTS).toArray());
    await().until(() -> commands.clusterInfo().contains("cluster_state:ok"));
  }

  @AfterEach
  void closeAll() {
    get(link.close());
    admin.shutdown();
    redis.close();
    timers.close();
  }

  @Test
  void whatIsPublishedComesToThoseWhoSubscribed() {
    Queue<String> came = new ConcurrentLinkedQueue<>();
    link.add(
        new LinkListener() {
          @Override
          public void onUp() {}

          @Override
          public void onDown(String detail) {}
        });
    get(link.subscribe(Topic.shard("s"), (channel, message) -> came.add("shard")));
    get(link.subscribe(Topic.channel("c"), (channel, message) -> came.add("channel")));

    get(link.publish(true, "s", new byte[1]));
    get(link.publish(false, "c", new byte[1]));

    await().until(() -> came.size() == 2);
    assertThat(came).containsExactlyInAnyOrder("shard", "channel");
    assertThat(get(link.others(Topic.shard("s")))).isZero();
    assertThat(get(link.others(Topic.channel("c")))).isZero();
  }

  @Test
  void entriesComeOnceWhenAnotherConnectionThanTheirsWasLost() {
    Queue<String> came = new ConcurrentLinkedQueue<>();
    Queue<String> told = new ConcurrentLinkedQueue<>();
    StreamReader reader =
        new StreamReader(link, "s", 100, Duration.ofSeconds(1), new Reading(came, told));
    get(reader.start(() -> {}));
    add("first");
    await().until(() -> came.size() == 1);

    assertThat(killAllThatDoNotRead()).isPositive();
    await().until(() -> told.size() >= 3);
    for (int i = 0; i < 5; i++) {
      add("" + i);
    }
    await().until(() -> came.contains("4"));
    add("end");
    await().until(() -> came.contains("end"));

    assertThat(came).containsExactly("first", "0", "1", "2", "3", "4", "end");
    assertThat(told).containsExactly("up", "down", "up");
    reader.close();
  }

  @Test
  void whatWasOnItsWayIsNotSentAgainWhenTheConnectionIsLost() {
    try (ChaosProxy network = ChaosProxy.to(redis.port())) {
      var unused = commands.configSet("cluster-announce-port", "" + network.port());
      RedisLink distant =
          new RedisLink(
              ClusterConnector.to(List.of(RedisURI.create("redis://127.0.0.1:" + network.port()))),
              timers);
      Queue<String> told = new ConcurrentLinkedQueue<>();
      distant.add(new Told(told));
      await().until(() -> told.contains("up"));
      get(distant.publish(true, "s", new byte[1]));

      network.swallow(ChaosProxy.Direction.TO_SERVER);
      List<CompletionStage<Void>> lost = new ArrayList<>();
      for (int i = 0; i < 3; i++) { // The first that is on its way fails by the reset itself.
        lost.add(distant.publish(true, "s", new byte[1]));
      }
      network.cut(ChaosProxy.Cut.RST);
      await().until(() -> told.contains("down"));
      network.heal();
      await().atMost(Duration.ofSeconds(20)).until(() -> told.size() >= 3);

      for (CompletionStage<Void> each : lost) {
        assertThatThrownBy(() -> get(each)).isInstanceOf(Exception.class);
      }
      get(distant.publish(true, "s", new byte[1]));
      assertThat(commands.info("commandstats")).contains("cmdstat_spublish:calls=2,");
      get(distant.close());
    }
  }

  private void add(String entry) {
    var unused = commands.xadd("s", Map.of("n", entry));
  }

  private long killAllThatDoNotRead() {
    return commands
        .clientList()
        .lines()
        .filter(line -> !line.contains("cmd=client") && !line.contains("cmd=xread"))
        .map(line -> line.replaceAll("^id=(\\d+) .*$", "$1"))
        .mapToLong(id -> commands.clientKill(KillArgs.Builder.id(Long.parseLong(id))))
        .sum();
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().copy().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Remembers whether Redis is there. */
  private record Told(Queue<String> words) implements LinkListener {
    @Override
    public void onUp() {
      words.add("up");
    }

    @Override
    public void onDown(String detail) {
      words.add("down");
    }
  }

  /** Remembers what it is told. */
  private record Reading(Queue<String> came, Queue<String> told) implements StreamReader.Listener {
    @Override
    public void onEntry(StreamMessage<String, byte[]> entry) {
      came.add(new String(entry.getBody().get("n"), StandardCharsets.UTF_8));
    }

    @Override
    public boolean isBehind() {
      return false;
    }

    @Override
    public void onMissed(long count, String detail) {
      told.add("missed");
    }

    @Override
    public void onUp() {
      told.add("up");
    }

    @Override
    public void onDown(String detail) {
      told.add("down");
    }
  }
}
