package io.sockeye.interop.cluster;

import static io.sockeye.interop.client.Clients.ask;
import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.Values.bytes;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.sockeye.Args;
import io.sockeye.client.Socket;
import io.sockeye.interop.cluster.ClusterNode.Make;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes that die, and a Redis that goes and comes back. */
final class ClusterFaultsIT extends ClusterScene {
  private static final int SOME = 50;

  private Cluster start(AdapterKind adapter, Make first, Make second, String... redisOptions) {
    adapter(adapter);
    Cluster cluster = Cluster.start(new Cluster.Kind(adapter, first, second), redisOptions);
    return clients.keep(cluster);
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS, SOCKEYE, NODE_TO_KILL",
    "REDIS, NODE, SOCKEYE_TO_KILL",
    "REDIS_SHARDED, SOCKEYE, NODE_TO_KILL",
    "REDIS_SHARDED, NODE, SOCKEYE_TO_KILL",
    "REDIS_STREAMS, SOCKEYE, NODE_TO_KILL",
    "REDIS_STREAMS, NODE, SOCKEYE_TO_KILL"
  })
  void whoeverDiesIsNotWaitedFor(AdapterKind adapter, Make first, Make second) {
    Cluster cluster = start(adapter, first, second);
    awaitBoth(cluster);
    Socket here = at(cluster.first());
    Socket there = at(cluster.second());
    answer(here, "question", "here");
    answer(there, "question", "there");
    assertThat((List<?>) op(here, "fetch")).hasSize(2);

    cluster.second().close();

    eventually().until(() -> requireNonNull(op(here, "servers")).equals(1));
    assertThat((List<?>) op(here, "fetch")).hasSize(1);
    assertThat(op(here, "emit-ack", "ev", "question", "timeout", 2_000))
        .isEqualTo(Map.of("err", false, "responses", List.of(List.of("here"))));
    assertThat(op(here, "sse-ack", "ev", "question"))
        .isEqualTo(Map.of("err", false, "responses", List.of()));
  }

  @ParameterizedTest
  @EnumSource(names = {"REDIS", "REDIS_SHARDED", "REDIS_STREAMS"})
  void eventsFlowAgainWhenRedisComesBack(AdapterKind adapter) throws InterruptedException {
    Cluster cluster = start(adapter, Make.SOCKEYE, Make.NODE);
    awaitBoth(cluster);
    Socket own = at(cluster.first());
    Socket beside = at(cluster.first());
    Socket node = at(cluster.second());
    String room = fresh("room");
    join(beside, room, node);
    join(node, room, own);
    var local = heard(beside, "local");

    for (int round = 0; round < 2; round++) {
      if (round == 0) {
        cluster.redis().stop();
      } else {
        cluster.redis().kill();
      }
      op(own, "emit", "ev", "local", "args", List.of(round, bytes(1)), "rooms", List.of(room));
      assertThat(next(local)).containsExactly(round, bytes(1));
      cluster.redis().startAgain();

      awaitBoth(cluster);
      awaitReach(own, node, Map.of("rooms", List.of(room)));
      awaitReach(node, beside, Map.of("rooms", List.of(room)));
    }
  }

  @Test
  void streamsLoseNothingWhileRedisStartsAgain(@TempDir Path directory) {
    Cluster cluster = startOnDisk(Make.SOCKEYE, Make.NODE, directory);
    BlockingQueue<List<@Nullable Object>> heard = heard(at(cluster.second()), "count");

    List<List<@Nullable Object>> expected = sendWhileRedisStartsAgain(cluster);

    awaitSize(heard, expected.size());
    assertThat(heard).as(() -> whereTheyAre(cluster)).containsExactlyElementsOf(expected);
  }

  /**
   * The client of the JavaScript adapter forgets what it has written when its connection goes, so
   * not all that was sent need be there; what the stream has is heard, and in its order.
   */
  @Test
  void allThatTheStreamHasIsHeardWhenRedisStartsAgain(@TempDir Path directory) {
    Cluster cluster = startOnDisk(Make.NODE, Make.SOCKEYE, directory);
    BlockingQueue<List<@Nullable Object>> heard = heard(at(cluster.second()), "count");

    List<List<@Nullable Object>> sent = sendWhileRedisStartsAgain(cluster);

    Set<Integer> last = Set.of(sent.size() - 1);
    eventually().until(() -> written(cluster).containsAll(last));
    List<Integer> written = written(cluster);
    awaitSize(heard, written.size());
    assertThat(heard)
        .as(() -> whereTheyAre(cluster))
        .containsExactlyElementsOf(written.stream().map(sent::get).toList());
    assertThat(written).hasSizeGreaterThan(SOME);
  }

  /** With a Redis that has kept all when it starts again. */
  private Cluster startOnDisk(Make speaker, Make listener, Path directory) {
    Cluster cluster =
        start(
            AdapterKind.REDIS_STREAMS,
            speaker,
            listener,
            "--appendonly",
            "yes",
            "--appendfsync",
            "always",
            "--dir",
            directory.toString());
    awaitBoth(cluster);
    return cluster;
  }

  /** Returns what was sent, each with its number first. */
  private List<List<@Nullable Object>> sendWhileRedisStartsAgain(Cluster cluster) {
    Socket here = at(cluster.first());
    List<List<@Nullable Object>> all = new ArrayList<>();
    List<CompletableFuture<Args>> sent = new ArrayList<>();
    sent.addAll(send(here, all));
    cluster.redis().stop();
    sent.addAll(send(here, all));
    cluster.redis().startAgain();
    sent.addAll(send(here, all));

    get(CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)));
    assertThat(sent)
        .allSatisfy(done -> assertThat(done.join().get(0)).asInstanceOf(MAP).containsKey("ok"));
    return all;
  }

  private static void awaitSize(BlockingQueue<?> heard, int size) {
    try {
      eventually().until(() -> heard.size() >= size);
    } catch (ConditionTimeoutException missing) {
      // What follows says more.
    }
  }

  /** Tells who has lost what is missing: the writer, if the stream has not got it. */
  private static String whereTheyAre(Cluster cluster) {
    List<Integer> written = written(cluster);
    return "the stream has %d: %s; the nodes were told: %s, %s"
        .formatted(
            written.size(), written, cluster.first().lost().get(), cluster.second().lost().get());
  }

  /** The numbers of the events that the stream has, in its order. */
  private static List<Integer> written(Cluster cluster) {
    RedisClient client = RedisClient.create(cluster.redis().url());
    try (var connection = client.connect()) {
      return connection.sync().xrange("socket.io", Range.unbounded()).stream()
          .map(entry -> number(entry.getBody().get("data")))
          .flatMap(Optional::stream)
          .toList();
    } finally {
      client.shutdown();
    }
  }

  /** What stands behind the name of the event, in MessagePack. */
  private static Optional<Integer> number(@Nullable String data) {
    if (data == null || data.startsWith("{")) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(data));
    String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
    int name = text.indexOf("count");
    if (name < 0) {
      return Optional.empty();
    }
    int first = bytes.get(name + "count".length()) & 0xff;
    return Optional.of(first == 0xcc ? bytes.get(name + "count".length() + 1) & 0xff : first);
  }

  private static List<CompletableFuture<Args>> send(
      Socket socket, List<List<@Nullable Object>> expected) {
    List<CompletableFuture<Args>> sent = new ArrayList<>();
    for (int i = 0; i < SOME; i++) {
      List<@Nullable Object> args = List.of(expected.size(), bytes(i));
      expected.add(args);
      sent.add(socket.emitWithAck("op", "emit", Map.of("ev", "count", "args", args)));
    }
    ask(socket, "whoami");
    return sent;
  }
}
