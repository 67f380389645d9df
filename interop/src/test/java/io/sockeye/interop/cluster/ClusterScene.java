package io.sockeye.interop.cluster;

import static io.sockeye.interop.client.Clients.ask;
import static io.sockeye.interop.client.Clients.events;
import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.Socket;
import io.sockeye.interop.client.Clients;
import io.sockeye.interop.client.Mode;
import io.sockeye.interop.client.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients of the nodes of a cluster, who have it do things, and listen. */
abstract class ClusterScene {
  /** What stands behind the arguments of an event that can be sent again to those who miss it. */
  private static final Pattern OFFSET = Pattern.compile("[\\w-]+");

  private static final AtomicInteger COUNTER = new AtomicInteger();

  /** Whether the nodes find clients as they were left, so that most events carry an offset. */
  private boolean recovers;

  @RegisterExtension final Clients clients = new Clients();

  /** Waits until the nodes hear each other, in each namespace. */
  static void awaitBoth(Cluster cluster) {
    try (Clients clients = new Clients()) {
      for (String nsp : List.of("/", "/chat")) {
        Socket first = connect(clients, cluster.first(), nsp);
        Socket second = connect(clients, cluster.second(), nsp);
        awaitReach(first, second, Map.of());
        awaitReach(second, first, Map.of());
        // A Redis that has just come back may not have counted them yet, and then nobody knows.
        eventually().untilAsserted(() -> assertThat(op(first, "servers")).isEqualTo(2));
        eventually().untilAsserted(() -> assertThat(op(second, "servers")).isEqualTo(2));
      }
    }
  }

  private static Socket connect(Clients clients, ClusterNode node, String nsp) {
    Socket socket = clients.manager(node.url(), Mode.WEBSOCKET).socket(nsp);
    socket.connect();
    get(socket.connected());
    return socket;
  }

  /** A client of a node, in the main namespace. */
  Socket at(ClusterNode node) {
    return at(node, "/");
  }

  /** A client of a node. */
  Socket at(ClusterNode node, String nsp) {
    return connect(clients, node, nsp);
  }

  /** A name that no other test has. */
  static String fresh(String word) {
    return word + "-" + COUNTER.incrementAndGet();
  }

  /** What an operation led to; it must not fail. The options by name and value. */
  static @Nullable Object op(Socket socket, String what, @Nullable Object... options) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (int i = 0; i < options.length; i += 2) {
      named.put(String.valueOf(options[i]), options[i + 1]);
    }
    Map<?, ?> outcome = (Map<?, ?>) requireNonNull(ask(socket, "op", what, named).get(0));
    assertThat(outcome.containsKey("ok")).as("%s %s: %s", what, named, outcome).isTrue();
    return outcome.get("ok");
  }

  static Map<?, ?> who(Socket socket) {
    return (Map<?, ?>) requireNonNull(ask(socket, "whoami").get(0));
  }

  static String id(Socket socket) {
    return socket.id().orElseThrow();
  }

  /** Lets a client into a room, and waits until events of the other node find it there. */
  static void join(Socket socket, String room, Socket other) {
    ask(socket, "join", room);
    awaitReach(other, socket, Map.of("rooms", List.of(room)));
  }

  /** Has one emit, again and again, until the other hears it. */
  static void awaitReach(Socket from, Socket to, Map<String, ?> options) {
    String probe = fresh("probe");
    Map<String, Object> emit = new LinkedHashMap<>(options);
    emit.put("ev", probe);
    BlockingQueue<List<@Nullable Object>> heard = events(to, probe);
    eventually()
        .until(
            () -> {
              ask(from, "op", "emit", emit);
              ask(to, "whoami");
              return !heard.isEmpty();
            });
    to.off(probe);
  }

  /** To be told before anybody listens. */
  void adapter(AdapterKind adapter) {
    recovers = adapter == AdapterKind.REDIS_STREAMS;
  }

  /** The arguments of all events of this name from now on, without offsets. */
  BlockingQueue<List<@Nullable Object>> heard(Socket socket, String name) {
    BlockingQueue<List<@Nullable Object>> heard = new LinkedBlockingQueue<>();
    socket.on(
        name,
        (args, ack) -> {
          List<@Nullable Object> values = Values.of(args);
          heard.add(recovers ? withoutOffset(values) : values);
        });
    return heard;
  }

  /** Events that are for clients of the same node alone have none. */
  private static List<@Nullable Object> withoutOffset(List<@Nullable Object> args) {
    boolean offset =
        !args.isEmpty()
            && args.get(args.size() - 1) instanceof String last
            && OFFSET.matcher(last).matches();
    return offset ? args.subList(0, args.size() - 1) : args;
  }

  /** What was said to everybody before has come to these once this returns. */
  void settle(Socket from, Socket... others) throws InterruptedException {
    String last = fresh("last");
    List<BlockingQueue<List<@Nullable Object>>> ends = new ArrayList<>();
    for (Socket other : others) {
      ends.add(heard(other, last));
    }
    op(from, "emit", "ev", last);
    for (BlockingQueue<List<@Nullable Object>> end : ends) {
      next(end);
    }
  }

  /** Answers questions of this name; what it was asked is put before. */
  static void answer(Socket socket, String name, @Nullable Object... values) {
    socket.on(
        name,
        (args, ack) -> {
          List<@Nullable Object> answer = new ArrayList<>(List.of(values));
          answer.addAll(args.toList());
          ack.send(answer);
        });
  }
}
