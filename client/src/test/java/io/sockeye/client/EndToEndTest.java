package io.sockeye.client;

import static io.sockeye.client.RealServer.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sockeye.Args;
import io.sockeye.ConnectErrorException;
import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.TransportType;
import io.sockeye.protocol.msgpack.MsgpackCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.server.SocketIoServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients and a server of this library, by a real network. */
final class EndToEndTest {
  record Say(String text, int times) {}

  @AutoClose private final RealRig rig = new RealRig();

  private static void echo(SocketIoServer io) {
    io.onConnection(
        socket -> {
          socket.on("echo", (args, ack) -> socket.emit("echo", args.toList().toArray()));
          socket.on("ask", (args, ack) -> ack.send(args.toList().toArray()));
          socket.onRequest("say", Say.class, say -> new Say(say.text().repeat(say.times()), 1));
        });
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void eventsAcksRecordsAndBytesGoBothWays(Way way) {
    RealServer server = rig.server(EndToEndTest::echo);
    Socket socket = rig.manager(server, way).socket("/");
    CompletableFuture<List<Object>> echoed = new CompletableFuture<>();
    socket.on("echo", (args, ack) -> echoed.complete(args.toList()));
    within(socket.connect().connected());

    socket.emit("echo", 1, "two", Map.of("bytes", new byte[] {1, 2, 3}), null, 4.5);
    Say said = within(socket.emitWithAck("say", Say.class, new Say("ab", 3)));
    Args answer = within(socket.emitWithAck("ask", new byte[100_000], "text"));

    assertThat(said).isEqualTo(new Say("ababab", 1));
    assertThat(answer.get(0, byte[].class)).hasSize(100_000);
    assertThat(answer.get(1)).isEqualTo("text");
    List<Object> values = within(echoed);
    assertThat(values).hasSize(5).contains(1, "two", 4.5);
    assertThat(((Map<?, ?>) values.get(2)).get("bytes")).isEqualTo(new byte[] {1, 2, 3});
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  @SuppressWarnings("FutureReturnValueIgnored") // the other future tells
  void serverAsksAndGetsAnswers(Way way) {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    RealServer server =
        rig.server(
            io ->
                io.onConnection(
                    socket ->
                        socket
                            .emitWithAck("add", Integer.class, 3, 4)
                            .whenComplete(
                                (sum, failure) -> {
                                  if (failure == null) {
                                    answer.complete(sum);
                                  } else {
                                    answer.completeExceptionally(failure);
                                  }
                                })));
    Socket socket = rig.manager(server, way).socket("/");
    socket.onRequest("add", Integer.class, Integer.class, Integer::sum).connect();

    assertThat(within(answer)).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void orderHoldsAcrossTheUpgrade(Way way) {
    RealServer server = rig.server(EndToEndTest::echo);
    Manager manager = rig.manager(server, way);
    Socket socket = manager.socket("/");
    List<Integer> echoed = new CopyOnWriteArrayList<>();
    socket.on("echo", Integer.class, echoed::add).connect();

    IntStream.range(0, 2_000).forEach(i -> socket.emit("echo", i));

    await().until(() -> echoed.size() == 2_000);
    assertThat(echoed).isEqualTo(IntStream.range(0, 2_000).boxed().toList());
    await().until(() -> manager.transport().equals(lastOf(way)));
  }

  private static Optional<TransportType> lastOf(Way way) {
    return Optional.of(way == Way.POLLING ? TransportType.POLLING : TransportType.WEBSOCKET);
  }

  @Test
  void namespacesShareAConnection() {
    RealServer server =
        rig.server(
            io ->
                Stream.of("/a", "/b", "/c")
                    .forEach(
                        name ->
                            io.of(name)
                                .onConnection(socket -> socket.onRequest("name", args -> name))));
    Manager manager = rig.manager(server, Way.UPGRADE);

    for (String name : List.of("/a", "/b", "/c")) {
      Socket socket = manager.socket(name).connect();
      assertThat(within(socket.emitWithAck("name", String.class))).isEqualTo(name);
    }

    assertThat(server.io.engine().clientsCount()).isEqualTo(1);
    manager.socket("/a").disconnect();
    await().until(() -> server.io.of("/a").fetchSockets().toCompletableFuture().join().isEmpty());
    assertThat(manager.socket("/b").isConnected()).isTrue();
  }

  @Test
  void refusalsComeWithTheirData() {
    RealServer server =
        rig.server(
            io ->
                io.of("/closed")
                    .use(
                        (socket, handshake) -> {
                          throw new ConnectErrorException("no entry", Map.of("code", 7));
                        }));
    Manager manager = rig.manager(server, Way.UPGRADE);
    Socket socket = manager.socket("/closed").connect();

    assertThatThrownBy(() -> within(socket.connected()))
        .cause()
        .isInstanceOfSatisfying(
            ConnectFailure.Refused.class,
            refused -> {
              assertThat(refused).hasMessage("no entry");
              assertThat(refused.data()).contains(Map.of("code", 7));
            });
    Socket unknown = manager.socket("/unknown").connect();
    assertThatThrownBy(() -> within(unknown.connected())).hasMessageContaining("Invalid namespace");
    assertThat(unknown.state()).isInstanceOf(SocketState.Refused.class);
  }

  @Test
  void authReachesTheServerFreshEachTime() {
    List<String> tokens = new CopyOnWriteArrayList<>();
    RealServer server =
        rig.server(
            io ->
                io.use(
                    (socket, handshake) -> {
                      tokens.add(String.valueOf(handshake.auth().get("token")));
                      return null;
                    }));
    int[] count = {0};
    Socket socket =
        rig.manager(server, Way.WEBSOCKET)
            .socket(
                "/",
                () -> {
                  count[0]++;
                  return Map.of("token", "t" + count[0]);
                });
    within(socket.connect().connected());
    socket.disconnect();
    within(socket.connect().connected());

    assertThat(tokens).containsExactly("t1", "t2");
  }

  @Test
  void serverPutsTheClientOut() {
    RealServer server =
        rig.server(
            io -> io.onConnection(socket -> socket.on("out", (a, b) -> socket.disconnect(false))));
    Manager manager = rig.manager(server, Way.WEBSOCKET);
    Socket socket = manager.socket("/");
    CompletableFuture<DisconnectReason> reason = new CompletableFuture<>();
    socket.onDisconnect(reason::complete);
    within(socket.connect().connected());

    socket.emit("out");

    assertThat(within(reason)).isEqualTo(DisconnectReason.IO_SERVER_DISCONNECT);
    assertThat(socket.isActive()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void otherParsersSpeakBothWays(Way way) {
    RealServer server =
        rig.server(options -> options.parser(MsgpackCodec.create()), EndToEndTest::echo);
    assertParserWorks(RealRig.builder(server, way).parser(MsgpackCodec.create()));
  }

  @Test
  void aParserOfTheProgramsOwnSpeaksBothWays() {
    SocketCodec own = new DelegatingCodec(MsgpackCodec.create());
    RealServer server = rig.server(options -> options.parser(own), EndToEndTest::echo);

    assertParserWorks(RealRig.builder(server, Way.WEBSOCKET).parser(own));
  }

  private void assertParserWorks(Manager.Builder builder) {
    Socket socket = rig.manager(builder).socket("/", () -> new Say("auth", 1));
    CompletableFuture<List<Object>> echoed = new CompletableFuture<>();
    socket.on("echo", (args, ack) -> echoed.complete(args.toList()));
    within(socket.connect().connected());

    socket.emit("echo", 1, new byte[] {1, 2}, Map.of("a", List.of("b")));

    assertThat(within(socket.emitWithAck("say", Say.class, new Say("x", 3))).text())
        .isEqualTo("xxx");
    List<Object> values = within(echoed);
    assertThat(values.get(0)).isEqualTo(1);
    assertThat(values.get(1)).isEqualTo(new byte[] {1, 2});
    assertThat(values.get(2)).isEqualTo(Map.of("a", List.of("b")));
  }

  @Test
  void messagesThatAreTooLargeFailAloneAndSayTheLimit() {
    RealServer server =
        rig.server(options -> options.maxHttpBufferSize(10_000), EndToEndTest::echo);
    Socket socket = rig.manager(server, Way.WEBSOCKET).socket("/");
    within(socket.connect().connected());

    assertThatThrownBy(() -> within(socket.emitWithAck("ask", "x".repeat(20_000))))
        .hasMessageContaining("10000");
    assertThat(within(socket.emitWithAck("ask", "small")).get(0)).isEqualTo("small");
    assertThat(socket.isConnected()).isTrue();
  }
}
