package io.sockeye.interop.cluster;

import static io.sockeye.interop.client.Clients.ask;
import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.Values.TEXT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.client.Socket;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a node can do to the sockets of others, and what nodes tell each other. */
@ParameterizedClass
@MethodSource("io.sockeye.interop.cluster.Cluster$Kind#all")
final class ClusterSocketsIT extends ClusterTests {
  /** What is fetched, by the id of the socket. */
  private static Map<Object, Map<?, ?>> fetch(Socket socket, Object... options) {
    Map<Object, Map<?, ?>> fetched = new LinkedHashMap<>();
    for (Object each : (List<?>) requireNonNull(op(socket, "fetch", options))) {
      Map<?, ?> one = (Map<?, ?>) requireNonNull(each);
      assertThat(fetched.put(one.get("id"), one)).isNull();
    }
    return fetched;
  }

  private static Collection<?> rooms(Socket socket) {
    return (List<?>) requireNonNull(who(socket).get("rooms"));
  }

  private static BlockingQueue<DisconnectReason> disconnects(Socket socket) {
    BlockingQueue<DisconnectReason> reasons = new LinkedBlockingQueue<>();
    socket.onDisconnect(reasons::add);
    return reasons;
  }

  /** What a node was told since it was asked last. */
  private static List<@Nullable Object> log(Socket socket) {
    return List.copyOf((List<?>) requireNonNull(op(socket, "log")));
  }

  @ParameterizedTest
  @EnumSource
  void nodesAreCounted(Way way) {
    assertThat(op(at(here(way)), "servers")).isEqualTo(2);
    assertThat(op(at(here(way), "/chat"), "servers")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void socketsOfAllNodesAreFetched(Way way) {
    Socket here = at(here(way));
    Socket there = at(there(way));
    String room = fresh("room");
    join(here, room, there);
    join(there, room, here);
    Map<String, Object> data =
        Map.of("name", TEXT, "count", 7, "nested", Map.of("list", List.of(1.5, true)));
    ask(there, "set-data", data);

    Map<Object, Map<?, ?>> fetched = fetch(here, "rooms", List.of(room));

    assertThat(fetched).containsOnlyKeys(id(here), id(there));
    Map<?, ?> own = fetched.get(id(here));
    assertThat(own.get("local")).isEqualTo(true);
    assertThat(own.get("rooms")).asInstanceOf(LIST).containsExactly(id(here), room);
    Map<?, ?> other = fetched.get(id(there));
    assertThat(other.get("local")).isEqualTo(false);
    assertThat(other.get("rooms")).asInstanceOf(LIST).containsExactly(id(there), room);
    assertThat(other.get("data")).isEqualTo(data);
    assertThat(other.get("query"))
        .asInstanceOf(map(String.class, String.class))
        .containsEntry("EIO", "4")
        .containsEntry("transport", "websocket");
    assertThat(fetch(here, "rooms", List.of(room), "except", List.of(id(here))))
        .containsOnlyKeys(id(there));
    assertThat(fetch(here, "rooms", List.of(room), "local", true)).containsOnlyKeys(id(here));
    assertThat(fetch(here, "rooms", List.of(fresh("nobody")))).isEmpty();
    assertThat(fetch(here)).containsKeys(id(here), id(there));
    assertThat(fetch(at(here(way), "/chat"))).doesNotContainKeys(id(here), id(there));
  }

  @ParameterizedTest
  @EnumSource
  void socketsJoinAndLeaveRooms(Way way) {
    Socket here = at(here(way));
    Socket there = at(there(way));
    Socket other = at(there(way));
    String room = fresh("room");
    String more = fresh("more");
    String most = fresh("most");
    join(here, room, there);
    join(there, room, here);

    op(here, "joins", "rooms", List.of(room), "room", List.of(more, most));
    for (Socket each : List.of(here, there)) {
      eventually()
          .untilAsserted(
              () -> assertThat(rooms(each)).isEqualTo(List.of(id(each), room, more, most)));
    }
    op(here, "leaves", "rooms", List.of(room), "except", List.of(id(here)), "room", more);
    eventually()
        .untilAsserted(() -> assertThat(rooms(there)).isEqualTo(List.of(id(there), room, most)));
    op(here, "joins", "rooms", List.of(id(there)), "room", "private-" + most);
    eventually()
        .untilAsserted(
            () -> assertThat(rooms(there)).asInstanceOf(LIST).contains("private-" + most));

    assertThat(rooms(here)).isEqualTo(List.of(id(here), room, more, most));
    assertThat(rooms(other)).isEqualTo(List.of(id(other)));
  }

  @ParameterizedTest
  @EnumSource
  void socketsAreDisconnected(Way way) throws InterruptedException {
    Socket here = at(here(way));
    Socket there = at(there(way));
    Socket chat = there.manager().socket("/chat").connect();
    Socket spared = at(there(way));
    chat.connected().join();
    String room = fresh("room");
    join(there, room, here);
    join(spared, room, here);
    var told = disconnects(there);

    op(here, "disconnect", "rooms", List.of(room), "except", List.of(id(spared)));

    assertThat(next(told)).isEqualTo(DisconnectReason.IO_SERVER_DISCONNECT);
    assertThat(who(chat).get("id")).isEqualTo(id(chat));
    assertThat(who(spared).get("id")).isEqualTo(id(spared));
    eventually()
        .until(() -> fetch(here, "rooms", List.of(room)).keySet().equals(Set.of(id(spared))));
  }

  @ParameterizedTest
  @EnumSource
  void socketsAreDisconnectedWithTheirConnections(Way way) throws InterruptedException {
    Socket here = at(here(way));
    Socket there = at(there(way));
    Socket chat = there.manager().socket("/chat").connect();
    chat.connected().join();
    var told = disconnects(there);
    var toldChat = disconnects(chat);

    op(here, "disconnect", "rooms", List.of(id(there)), "close", true);

    for (var each : List.of(told, toldChat)) {
      assertThat(next(each))
          .isIn(DisconnectReason.IO_SERVER_DISCONNECT, DisconnectReason.TRANSPORT_CLOSE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nodesTellEachOther(Way way) {
    Socket here = at(here(way));
    Socket there = at(there(way));
    Socket chat = at(there(way), "/chat");
    List.of(here, there, chat).forEach(ClusterSocketsIT::log);

    op(here, "sse", "ev", "note", "args", List.of(1, TEXT, Map.of("a", List.of(true))));
    op(here, "sse", "ev", "note");
    op(here, "sse", "ev", "unheard", "args", List.of(1));
    op(here, "sse", "ev", "note", "args", List.of("last"));

    List<@Nullable Object> gathered = new ArrayList<>();
    eventually()
        .untilAsserted(
            () -> {
              gathered.addAll(log(there));
              assertThat(gathered)
                  .isEqualTo(
                      List.of(
                          List.of(1, TEXT, Map.of("a", List.of(true))),
                          List.of(),
                          List.of("last")));
            });
    assertThat(log(here)).isEmpty();
    assertThat(log(chat)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void nodesAnswerEachOther(Way way) {
    Socket here = at(here(way));

    Map<?, ?> outcome = (Map<?, ?>) op(here, "sse-ack", "ev", "question", "args", List.of(1, TEXT));

    assertThat(outcome)
        .isEqualTo(
            Map.of(
                "err",
                false,
                "responses",
                List.of(Map.of("node", there(way).name(), "got", List.of(1, TEXT)))));
  }

  @Test
  void silenceOfANodeIsToldInTime() {
    Map<String, ?> options = Map.of("ev", "silence");

    CompletableFuture<Args> first = at(cluster().first()).emitWithAck("op", "sse-ack", options);
    CompletableFuture<Args> second = at(cluster().second()).emitWithAck("op", "sse-ack", options);

    for (CompletableFuture<Args> each : List.of(first, second)) {
      assertThat(get(each).get(0))
          .isEqualTo(Map.of("ok", Map.of("err", true, "responses", List.of())));
    }
  }
}
