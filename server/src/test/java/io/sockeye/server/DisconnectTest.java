package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How sockets end, and what is told of it (sections 3.4, 3.5 and 4.10 of the behaviour spec). */
final class DisconnectTest {
  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder().timers(timers).inlineHandlers().observer(recorder).build();

  private final List<String> told = new ArrayList<>();

  private void tell(Socket socket) {
    socket.onDisconnecting(reason -> told.add("disconnecting " + reason + inRooms(socket)));
    socket.onDisconnect(reason -> told.add("disconnect " + reason + inRooms(socket)));
  }

  private static String inRooms(Socket socket) {
    return socket.rooms().contains("room") ? " in room" : "";
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        ending("transport close", (io, client) -> client.vanish()),
        ending("transport error", (io, client) -> client.fail()),
        ending("parse error", (io, client) -> client.send("abc")),
        ending("parse error", (io, client) -> client.send("42{}")),
        ending("parse error", (io, client) -> client.send("42abc[\"x\"]")),
        ending("forced close", (io, client) -> client.send("40")),
        ending("forced close", (io, client) -> client.send("42/unknown,[\"x\"]")),
        ending("client namespace disconnect", (io, client) -> client.send("41")),
        ending(
            "server namespace disconnect",
            (io, client) -> io.sockets().forEach(Socket::disconnect)),
        ending(
            "server namespace disconnect",
            (io, client) -> io.sockets().forEach(socket -> socket.disconnect(true))),
        ending(
            "forced close",
            (io, client) -> io.sockets().forEach(socket -> socket.session().close())),
        ending("server shutting down", (io, client) -> io.close().toCompletableFuture().join()));
  }

  private static Arguments ending(String reason, BiConsumer<SocketIoServer, TestClient> end) {
    return Arguments.of(reason, end);
  }

  @ParameterizedTest
  @MethodSource("endings")
  void endIsToldOnceWithItsReason(String reason, BiConsumer<SocketIoServer, TestClient> end) {
    io.onConnection(
        socket -> {
          socket.join("room");
          tell(socket);
        });
    TestClient client = TestClient.connect(io);

    end.accept(io, client);
    client.vanish();

    assertThat(told)
        .containsExactly("disconnecting " + reason + " in room", "disconnect " + reason);
    assertThat(io.sockets()).isEmpty();
    assertThat(io.fetchSockets().join()).isEmpty();
    assertThat(recorder.lines).containsOnlyOnce("disconnected: " + reason);
  }

  @Test
  void violationByPollingEndsWithForcedServerClose() {
    io.onConnection(this::tell);
    String target = "/socket.io/?EIO=4&transport=polling";
    String open = new String(TestClient.get(io.endpoint(), target).body(), StandardCharsets.UTF_8);
    String session = target + "&sid=" + TestClient.sidOf(open);

    TestClient.request(io.endpoint(), "POST", session, "40");
    TestClient.request(io.endpoint(), "POST", session, "40");

    assertThat(told).contains("disconnect forced server close");
  }

  @Test
  void silentClientEndsWithPingTimeout() {
    io.onConnection(this::tell);
    TestClient client = TestClient.connect(io);

    timers.advance(Duration.ofSeconds(45));

    assertThat(told).containsExactly("disconnecting ping timeout", "disconnect ping timeout");
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void listenersOfANamespaceAreToldOfAllItsSockets() {
    io.onDisconnecting((socket, reason) -> told.add("disconnecting " + socket.rooms().size()));
    io.onDisconnect((socket, reason) -> told.add(reason + " " + socket.rooms().size()));

    TestClient.connect(io).send("41");

    assertThat(told).containsExactly("disconnecting 1", "client namespace disconnect 0");
  }

  @Test
  void detailSaysMore() {
    TestClient client = TestClient.open(io);
    Socket socket = io.socket(client.join("/")).get();
    assertThat(socket.disconnectDetail()).isEmpty();

    client.send("42[\"connect\"]");

    assertThat(socket.disconnectDetail()).isPresent();
    assertThat(socket.isConnected()).isFalse();
  }

  @Test
  void leavingANamespaceKeepsTheConnection() {
    io.of("/custom");
    TestClient client = TestClient.connect(io);
    client.join("/custom");

    client.send("41/custom");
    io.emit("still");

    assertThat(client.next()).isEqualTo("42[\"still\"]");
    assertThat(client.isClosed()).isFalse();
    client.join("/custom");
  }

  @Test
  void disconnectedNamespaceIsToldAndMayBeJoinedAgain() {
    io.of("/custom");
    TestClient client = TestClient.connect(io);
    client.join("/custom");

    io.of("/custom").disconnectSockets();

    assertThat(client.next()).isEqualTo("41/custom,");
    client.send("42/custom,[\"sent before it knew\"]", "43/custom,0[]", "41/custom,");
    assertThat(client.isClosed()).isFalse();
    client.join("/custom");
  }

  @Test
  void eventAfterTheClientLeftClosesTheConnection() {
    TestClient client = TestClient.connect(io);

    client.send("41", "42[\"x\"]");

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void disconnectWithCloseEndsTheSocketsOfAllNamespaces() {
    io.of("/custom").onConnection(this::tell);
    TestClient client = TestClient.connect(io);
    client.join("/custom");

    io.sockets().forEach(socket -> socket.disconnect(true));

    assertThat(client.taken()).containsExactlyInAnyOrder("41", "41/custom,");
    assertThat(client.isClosed()).isTrue();
    assertThat(told).contains("disconnect server namespace disconnect");
  }

  @Test
  void disconnectedSocketHearsNoMore() {
    List<Object> heard = new ArrayList<>();
    io.onConnection(
        socket ->
            socket.on(
                "x",
                (args, ack) -> {
                  heard.add(args.get(0));
                  socket.disconnect();
                }));
    TestClient client = TestClient.connect(io);

    client.send("42[\"x\",1]", "42[\"x\",2]");

    assertThat(heard).containsExactly(1);
  }

  @Test
  void joinAfterTheEndDoesNothing() {
    TestClient client = TestClient.open(io);
    Socket socket = io.socket(client.join("/")).get();
    client.vanish();

    socket.join("room");
    socket.disconnect();
    socket.disconnect(true);

    assertThat(socket.rooms()).isEqualTo(Set.of());
    assertThat(io.in("room").fetchSockets().join()).isEmpty();
  }

  @Test
  void attachmentsThatDoNotComeInTimeCloseTheConnection() {
    io.onConnection(this::tell);
    TestClient client = TestClient.connect(io);
    client.send("451-[\"x\",{\"_placeholder\":true,\"num\":0}]");
    timers.advance(Duration.ofSeconds(29));
    client.send("3");
    assertThat(told).isEmpty();

    timers.advance(Duration.ofSeconds(1));

    assertThat(told).contains("disconnect parse error");
    assertThat(recorder.lines).contains("limit reassemblyTimeout");
  }

  @Test
  void attachmentsThatComeInTimeEndTheWait() {
    io.onConnection(this::tell);
    TestClient client = TestClient.connect(io);
    client.send("451-[\"x\",{\"_placeholder\":true,\"num\":0}]").sendBinary((byte) 1);

    timers.advance(Duration.ofSeconds(26));
    client.send("3");
    timers.advance(Duration.ofSeconds(10));

    assertThat(told).isEmpty();
  }

  @Test
  void clientThatHoldsMostIsClosedWhenAllTogetherHoldTooMuch() {
    SocketIoServer small =
        SocketIoServer.builder().timers(timers).inlineHandlers().maxReassemblyBytes(1_000).build();
    TestClient modest = TestClient.connect(small);
    TestClient greedy = TestClient.connect(small);
    String head = "452-[\"x\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
    modest.send(head).sendBinary(new byte[100]);

    greedy.send(head).sendBinary("x".repeat(950).getBytes(StandardCharsets.UTF_8));

    assertThat(greedy.isClosed()).isTrue();
    assertThat(modest.isClosed()).isFalse();
    modest.sendBinary(new byte[100]);
    assertThat(modest.isClosed()).isFalse();
  }
}
