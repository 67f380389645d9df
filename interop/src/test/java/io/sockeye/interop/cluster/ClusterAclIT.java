package io.sockeye.interop.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Socket;
import io.sockeye.interop.cluster.ClusterNode.Make;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What docs/cluster.md lets a user of Redis do is enough, for our nodes and the official. */
final class ClusterAclIT extends ClusterScene {
  private static final Path DOCUMENT = Path.of("../docs/cluster.md");
  private static final String PASSWORD = "secret";

  /** What official nodes need besides to find clients as they were left, by docs/deployment.md. */
  private static final String SESSIONS = " ~sio:session:* +get +set +del +multi +exec";

  /** The rules of a user, as Redis takes them on its command line. */
  private static String[] rules(String user, Make other) throws IOException {
    String line =
        Files.readAllLines(DOCUMENT).stream()
            .filter(each -> each.startsWith("user " + user + " "))
            .findFirst()
            .orElseThrow();
    String more = user.equals("streams") && other == Make.NODE ? SESSIONS : "";
    return Stream.of(("--" + line + more).split(" ")).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "classic, REDIS, SOCKEYE, SOCKEYE",
    "classic, REDIS, SOCKEYE, NODE",
    "sharded, REDIS_SHARDED, SOCKEYE, SOCKEYE",
    "sharded, REDIS_SHARDED, SOCKEYE, NODE",
    "streams, REDIS_STREAMS, SOCKEYE, SOCKEYE",
    "streams, REDIS_STREAMS, SOCKEYE, NODE"
  })
  void theLeastIsEnough(String user, AdapterKind adapter, Make first, Make second)
      throws Exception {
    Cluster cluster =
        clients.keep(
            Cluster.startAs(
                user, PASSWORD, new Cluster.Kind(adapter, first, second), rules(user, second)));
    awaitBoth(cluster);
    Socket here = at(cluster.first());
    Socket there = at(cluster.second());
    String room = fresh("room");
    answer(there, "question", "there");
    join(there, room, here);

    assertThat((List<?>) requireNonNull(op(here, "fetch", "rooms", List.of(room)))).hasSize(1);
    assertThat(op(here, "emit-ack", "ev", "question", "rooms", List.of(room), "timeout", 5_000))
        .isEqualTo(Map.of("err", false, "responses", List.of(List.of("there"))));
    assertThat(op(here, "sse-ack", "ev", "question", "args", List.of(1)))
        .isEqualTo(
            Map.of(
                "err", false, "responses", List.of(Map.of("node", "second", "got", List.of(1)))));
    op(here, "leaves", "rooms", List.of(room), "room", room);
  }
}
