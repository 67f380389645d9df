package io.sockeye.interop.cluster;

import static io.sockeye.interop.client.Clients.ask;
import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.Values.TEXT;
import static io.sockeye.interop.client.Values.bytes;
import static io.sockeye.interop.client.Values.oneOfEach;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.DisconnectReason;
import io.sockeye.client.Socket;
import io.sockeye.interop.cluster.ClusterNode.Make;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Processes without sockets speak to an official node and to one of ours. */
@ParameterizedClass
@MethodSource("emitters")
final class ClusterEmitterIT extends ClusterTests {
  @Parameter(1)
  Make make;

  static Stream<Arguments> emitters() {
    return Stream.of(
        arguments(AdapterKind.REDIS, Make.NODE),
        arguments(AdapterKind.REDIS, Make.SOCKEYE),
        arguments(AdapterKind.REDIS_SHARDED, Make.SOCKEYE), // there is none in JavaScript
        arguments(AdapterKind.REDIS_STREAMS, Make.NODE),
        arguments(AdapterKind.REDIS_STREAMS, Make.SOCKEYE));
  }

  private static Arguments arguments(AdapterKind adapter, Make emitter) {
    return Arguments.of(new Cluster.Kind(adapter, Make.NODE, Make.SOCKEYE), emitter);
  }

  private void say(List<Map<String, ?>> commands) throws Exception {
    String redisUrl = cluster().redis().url();
    if (make == Make.NODE) {
      NpmEmitter.emit(kind.adapter(), redisUrl, commands);
    } else {
      OwnEmitter.emit(kind.adapter(), redisUrl, commands);
    }
  }

  private static Map<String, ?> command(String nsp, String what, @Nullable Object... options) {
    Map<String, @Nullable Object> command = new LinkedHashMap<>();
    command.put("nsp", nsp);
    command.put("what", what);
    for (int i = 0; i < options.length; i += 2) {
      command.put(String.valueOf(options[i]), options[i + 1]);
    }
    return command;
  }

  private static List<Object> rooms(Socket socket) {
    return List.copyOf((List<?>) requireNonNull(who(socket).get("rooms")));
  }

  @Test
  void eventsReachWhoIsMeantWhateverTheyCarry() throws Exception {
    Socket node = at(cluster().first());
    Socket own = at(cluster().second());
    Socket chat = at(cluster().second(), "/chat");
    String room = fresh("room");
    join(node, room, own);
    join(own, room, node);
    var heardByNode = heard(node, "told");
    var heardByOwn = heard(own, "told");
    var heardInChat = heard(chat, "told");

    say(
        List.of(
            command("/", "emit", "ev", "told", "args", Arrays.asList(oneOfEach())),
            command("/", "emit", "ev", "told", "args", List.of(2), "rooms", List.of(room)),
            command(
                "/",
                "emit",
                "ev",
                "told",
                "args",
                List.of(3, bytes(3)),
                "rooms",
                List.of(room),
                "except",
                List.of(id(own))),
            command("/", "emit", "ev", "told", "args", List.of(4), "except", List.of(id(node))),
            command("/", "emit", "ev", "told", "args", List.of(5), "rooms", List.of("nobody")),
            command("/chat", "emit", "ev", "told", "args", List.of(TEXT, bytes(6))),
            command("/", "emit", "ev", "told")));

    assertThat(next(heardInChat)).containsExactly(TEXT, bytes(6));
    List<List<@Nullable Object>> toNode = List.of(List.of(2), List.of(3, bytes(3)), List.of());
    List<List<@Nullable Object>> toOwn = List.of(List.of(2), List.of(4), List.of());
    assertThat(next(heardByNode)).containsExactly(oneOfEach());
    assertThat(next(heardByOwn)).containsExactly(oneOfEach());
    for (List<@Nullable Object> each : toNode) {
      assertThat(next(heardByNode)).isEqualTo(each);
    }
    for (List<@Nullable Object> each : toOwn) {
      assertThat(next(heardByOwn)).isEqualTo(each);
    }
    assertThat(heardInChat).isEmpty();
  }

  @Test
  void socketsJoinAndLeave() throws Exception {
    Socket node = at(cluster().first());
    Socket own = at(cluster().second());
    String room = fresh("room");
    String more = fresh("more");
    join(node, room, own);
    join(own, room, node);

    say(List.of(command("/", "joins", "rooms", List.of(room), "room", List.of(more, "most"))));
    for (Socket each : List.of(node, own)) {
      eventually()
          .untilAsserted(
              () -> assertThat(rooms(each)).containsExactly(id(each), room, more, "most"));
    }
    say(
        List.of(
            command(
                "/",
                "leaves",
                "rooms",
                List.of(room),
                "except",
                List.of(id(node)),
                "room",
                "most")));
    eventually().untilAsserted(() -> assertThat(rooms(own)).containsExactly(id(own), room, more));

    assertThat(rooms(node)).containsExactly(id(node), room, more, "most");
  }

  @Test
  void socketsAreDisconnected() throws Exception {
    for (ClusterNode each : List.of(cluster().first(), cluster().second())) {
      Socket socket = at(each);
      Socket spared = at(each);
      BlockingQueue<DisconnectReason> told = new LinkedBlockingQueue<>();
      socket.onDisconnect(told::add);

      say(List.of(command("/", "disconnect", "rooms", List.of(id(socket)))));

      assertThat(next(told)).isEqualTo(DisconnectReason.IO_SERVER_DISCONNECT);
      assertThat(who(spared).get("id")).isEqualTo(id(spared));
    }
  }

  @Test
  void nodesAreTold() throws Exception {
    List<List<?>> expected = List.of(List.of(1, TEXT, Map.of("a", List.of(true))), List.of());
    List<Socket> sockets = List.of(at(cluster().first()), at(cluster().second()));
    sockets.forEach(socket -> ask(socket, "op", "log", Map.of()));

    say(
        List.of(
            command("/", "sse", "ev", "note", "args", expected.get(0)),
            command("/", "sse", "ev", "note")));

    for (Socket socket : sockets) {
      List<@Nullable Object> gathered = new ArrayList<>();
      eventually()
          .untilAsserted(
              () -> {
                gathered.addAll((List<?>) requireNonNull(op(socket, "log")));
                assertThat(gathered).isEqualTo(expected);
              });
    }
  }
}
