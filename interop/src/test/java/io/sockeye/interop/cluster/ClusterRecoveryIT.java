package io.sockeye.interop.cluster;

import static io.sockeye.interop.client.Clients.ask;
import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.Values.bytes;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Socket;
import io.sockeye.interop.client.Mode;
import io.sockeye.interop.cluster.ClusterNode.Make;
import io.sockeye.testsupport.ChaosProxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that find at one node what they left at another, whosever nodes they are. */
final class ClusterRecoveryIT extends ClusterScene {
  private Cluster start(Make first, Make second) {
    adapter(AdapterKind.REDIS_STREAMS);
    Cluster cluster =
        clients.keep(Cluster.start(new Cluster.Kind(AdapterKind.REDIS_STREAMS, first, second)));
    awaitBoth(cluster);
    return cluster;
  }

  @ParameterizedTest
  @CsvSource({"SOCKEYE, SOCKEYE", "NODE, SOCKEYE", "SOCKEYE, NODE", "NODE, NODE"})
  void clientMovesToAnotherNodeAndBack(Make first, Make second) throws InterruptedException {
    Cluster cluster = start(first, second);
    Socket speaker = at(cluster.first());
    Socket other = at(cluster.second());
    ChaosProxy network = clients.keep(ChaosProxy.to(cluster.first().port()));
    Socket socket =
        clients.manager("http://127.0.0.1:" + network.port(), Mode.WEBSOCKET).socket("/");
    BlockingQueue<Boolean> connections = new LinkedBlockingQueue<>();
    socket.onConnect(() -> connections.add(socket.recovered()));
    socket.connect();
    get(socket.connected());
    String room = fresh("room");
    join(socket, room, other);
    ask(socket, "set-data", Map.of("name", "Ada", "list", List.of(1, "two")));
    String id = id(socket);
    var heard = heard(socket, "said");
    op(other, "emit", "ev", "said", "args", List.of(0), "rooms", List.of(room));
    assertThat(next(heard)).containsExactly(0);
    connections.clear();

    int said = 1;
    for (ClusterNode to : List.of(cluster.second(), cluster.first(), cluster.second())) {
      leave(network, socket, speaker);
      op(speaker, "emit", "ev", "said", "args", List.of(said++), "rooms", List.of(room));
      op(speaker, "emit", "ev", "said", "args", List.of("no"), "rooms", List.of("elsewhere"));
      op(other, "emit", "ev", "said", "args", List.of("no"), "except", List.of(room));
      awaitKept(speaker, other);
      op(other, "emit", "ev", "said", "args", List.of(said++, bytes(1, 2, 3)));
      awaitKept(other, speaker);
      network.target(to.port());
      network.heal();

      assertThat(take(connections)).as("recovered at %s", to).isTrue();
      assertThat(next(heard)).containsExactly(said - 2);
      assertThat(next(heard)).containsExactly(said - 1, bytes(1, 2, 3));
      op(speaker, "emit", "ev", "said", "args", List.of(said), "rooms", List.of(room));
      assertThat(next(heard)).containsExactly(said++);
      Map<?, ?> who = who(socket);
      assertThat(who.get("id")).isEqualTo(id);
      assertThat(who.get("node")).isEqualTo(to.name());
      assertThat(who.get("recovered")).isEqualTo(true);
      assertThat((List<?>) who.get("rooms"))
          .map(String::valueOf)
          .containsExactlyInAnyOrder(id, room);
      assertThat(who.get("data")).isEqualTo(Map.of("name", "Ada", "list", List.of(1, "two")));
    }
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"SOCKEYE, SOCKEYE, true", "SOCKEYE, NODE, true", "SOCKEYE_TO_KILL, SOCKEYE, false"})
  void clientsOfANodeThatEndsGoToAnother(Make first, Make second, boolean stopped)
      throws InterruptedException {
    Cluster cluster = start(first, second);
    Socket other = at(cluster.second());
    ChaosProxy network = clients.keep(ChaosProxy.to(cluster.first().port()));
    Socket socket =
        clients.manager("http://127.0.0.1:" + network.port(), Mode.WEBSOCKET).socket("/");
    BlockingQueue<Boolean> connections = new LinkedBlockingQueue<>();
    socket.onConnect(() -> connections.add(socket.recovered()));
    socket.connect();
    get(socket.connected());
    join(socket, "room", other);
    var heard = heard(socket, "said");
    op(other, "emit", "ev", "said", "args", List.of(0), "rooms", List.of("room"));
    assertThat(next(heard)).containsExactly(0);
    connections.clear();

    network.refuse();
    cluster.first().close();
    eventually().until(() -> requireNonNull(op(other, "servers")).equals(1));
    op(other, "emit", "ev", "said", "args", List.of(1), "rooms", List.of("room"));
    network.target(cluster.second().port());
    network.heal();

    assertThat(take(connections)).isEqualTo(stopped);
    if (stopped) {
      assertThat(next(heard)).containsExactly(1);
    }
    assertThat(who(socket).get("node")).isEqualTo(cluster.second().name());
  }

  /** Loses the connection, and waits until the nodes know it. */
  private static void leave(ChaosProxy network, Socket socket, Socket witness) {
    String id = id(socket);
    network.refuse();
    network.cut(ChaosProxy.Cut.RST);
    eventually()
        .until(
            () ->
                !socket.isConnected()
                    && ((List<?>) requireNonNull(op(witness, "fetch")))
                        .stream().noneMatch(found -> id.equals(((Map<?, ?>) found).get("id"))));
  }

  /** Waits until what one node was told to emit is in the stream, so that order is certain. */
  private static void awaitKept(Socket from, Socket to) {
    awaitReach(from, to, Map.of());
  }

  private static boolean take(BlockingQueue<Boolean> connections) {
    eventually().until(() -> !connections.isEmpty());
    return Boolean.TRUE.equals(connections.poll());
  }
}
