package io.sockeye.client;

import static io.sockeye.client.RealServer.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sockeye.Args;
import io.sockeye.ConnectErrorException;
import io.sockeye.DisconnectReason;
import io.sockeye.DisconnectedException;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.client.engine.TransportType;
import io.sockeye.protocol.msgpack.MsgpackCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients and a server of this library, by a real network. */
final class EndToEndTest {
  record Say(String text, int times) {}

  /** The ways of a connection. */
  enum Way {
    POLLING,
    WEBSOCKET,
    UPGRADE;

    Manager.Builder of(Manager.Builder builder) {
      return switch (this) {
        case POLLING -> builder.transports(TransportType.POLLING);
        case WEBSOCKET -> builder.transports(TransportType.WEBSOCKET);
        case UPGRADE -> builder;
      };
    }
  }

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private RealServer server(Consumer<SocketIoServer> setUp) {
    RealServer server = new RealServer(setUp);
    open.add(server);
    return server;
  }

  private Manager.Builder builder(RealServer server, Way way) {
    return way.of(Manager.builder(server.url()))
        .reconnectionDelay(Duration.ofMillis(20))
        .reconnectionDelayMax(Duration.ofMillis(100));
  }

  private Manager manager(Manager.Builder builder) {
    Manager manager = builder.build();
    open.add(manager);
    return manager;
  }

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
    RealServer server = server(EndToEndTest::echo);
    Socket socket = manager(builder(server, way)).socket("/");
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
        server(
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
    Socket socket = manager(builder(server, way)).socket("/");
    socket.onRequest("add", Integer.class, Integer.class, Integer::sum).connect();

    assertThat(within(answer)).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void orderHoldsAcrossTheUpgrade(Way way) {
    RealServer server = server(EndToEndTest::echo);
    Manager manager = manager(builder(server, way));
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
        server(
            io ->
                Stream.of("/a", "/b", "/c")
                    .forEach(
                        name ->
                            io.of(name)
                                .onConnection(socket -> socket.onRequest("name", args -> name))));
    Manager manager = manager(builder(server, Way.UPGRADE));

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
        server(
            io ->
                io.of("/closed")
                    .use(
                        (socket, handshake) -> {
                          throw new ConnectErrorException("no entry", Map.of("code", 7));
                        }));
    Manager manager = manager(builder(server, Way.UPGRADE));
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
        server(
            io ->
                io.use(
                    (socket, handshake) -> {
                      tokens.add(String.valueOf(handshake.auth().get("token")));
                      return null;
                    }));
    int[] count = {0};
    Socket socket =
        manager(builder(server, Way.WEBSOCKET))
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
        server(
            io -> io.onConnection(socket -> socket.on("out", (a, b) -> socket.disconnect(false))));
    Manager manager = manager(builder(server, Way.WEBSOCKET));
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
  void comesBackWhenTheServerDoes(Way way) {
    List<Integer> arrived = new CopyOnWriteArrayList<>();
    Consumer<SocketIoServer> setUp =
        io ->
            io.onConnection(
                socket ->
                    socket.onRequest(
                        "number",
                        Integer.class,
                        number -> {
                          arrived.add(number);
                          return number;
                        }));
    RealServer first = new RealServer(setUp);
    Manager manager = manager(builder(first, way));
    SocketOptions options =
        SocketOptions.builder().retries(100).ackTimeout(Duration.ofSeconds(2)).build();
    Socket socket = manager.socket("/", options);
    within(socket.connect().connected());
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(socket.emitWithAck("number", Integer.class, i));
    }
    within(answers.get(10));

    first.close();
    await().until(() -> !socket.isConnected());
    for (int i = 50; i < 100; i++) {
      answers.add(socket.emitWithAck("number", Integer.class, i));
    }
    open.add(new RealServer(first.port(), options2 -> options2, setUp));

    for (int i = 0; i < 100; i++) {
      assertThat(within(answers.get(i))).isEqualTo(i);
    }
    assertThat(arrived.stream().distinct().toList())
        .as("all, in order, at least once")
        .isEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void answersThatAreAwaitedFailAtOnceWhenTheServerGoes() {
    RealServer server =
        new RealServer(io -> io.onConnection(socket -> socket.on("mute", (a, b) -> {})));
    Socket socket = manager(builder(server, Way.WEBSOCKET)).socket("/");
    within(socket.connect().connected());
    CompletableFuture<Args> answer = socket.emitWithAck("mute");

    server.close();

    assertThatThrownBy(() -> within(answer)).hasCauseInstanceOf(DisconnectedException.class);
    await().until(() -> socket.state() instanceof SocketState.Reconnecting);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void isRecoveredWithWhatItMissed(Way way) {
    AtomicReference<EngineSession> lastSession = new AtomicReference<>();
    RealServer server =
        new RealServer(
            0,
            options -> options.connectionStateRecovery(ConnectionStateRecovery.create()),
            io ->
                io.onConnection(
                    socket -> {
                      lastSession.set(socket.session());
                      if (!socket.recovered()) {
                        socket.join("room");
                      }
                    }));
    open.add(server);
    Manager manager =
        manager(
            builder(server, way)
                .reconnectionDelay(Duration.ofMillis(500))
                .reconnectionDelayMax(Duration.ofMillis(500)));
    Socket socket = manager.socket("/");
    List<Integer> heard = new CopyOnWriteArrayList<>();
    socket.on("news", Integer.class, heard::add);
    within(socket.connect().connected());
    String id = socket.id().orElseThrow();
    await()
        .until(() -> server.io.in("room").fetchSockets().toCompletableFuture().join().size() == 1);
    server.io.to("room").emit("news", 1);
    await().until(() -> heard.size() == 1);

    CompletableFuture<DisconnectReason> lost = new CompletableFuture<>();
    socket.onDisconnect(lost::complete);
    lastSession.get().discard();
    within(lost);
    server.io.to("room").emit("news", 2);
    server.io.to("room").emit("news", 3);

    await().until(() -> heard.size() == 3);
    assertThat(heard).containsExactly(1, 2, 3);
    assertThat(socket.recovered()).isTrue();
    assertThat(socket.id()).contains(id);
    server.io.to("room").emit("news", 4);
    await().until(() -> heard.size() == 4);
  }

  @Test
  void isRecoveredAgainAndAgainWherePrivateIdsChange() {
    AtomicReference<EngineSession> lastSession = new AtomicReference<>();
    RealServer server =
        new RealServer(
            0,
            options ->
                options.connectionStateRecovery(
                    ConnectionStateRecovery.create().withRotatePid(true)),
            io -> io.onConnection(socket -> lastSession.set(socket.session())));
    open.add(server);
    Socket socket = manager(builder(server, Way.WEBSOCKET)).socket("/");
    List<Integer> heard = new CopyOnWriteArrayList<>();
    socket.on("news", Integer.class, heard::add);
    within(socket.connect().connected());
    String id = socket.id().orElseThrow();
    server.io.to(id).emit("news", 0);
    await().until(() -> heard.size() == 1);

    for (int i = 1; i <= 2; i++) {
      int news = i;
      CompletableFuture<DisconnectReason> lost = new CompletableFuture<>();
      socket.onDisconnect(lost::complete);
      lastSession.get().discard();
      within(lost);
      server.io.to(id).emit("news", news);
      await().until(() -> heard.size() == news + 1);
      assertThat(socket.recovered()).isTrue();
      assertThat(socket.id()).contains(id);
    }
    assertThat(heard).containsExactly(0, 1, 2);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void otherParsersSpeakBothWays(Way way) {
    RealServer server =
        new RealServer(0, options -> options.parser(MsgpackCodec.create()), EndToEndTest::echo);
    open.add(server);
    assertParserWorks(builder(server, way).parser(MsgpackCodec.create()));
  }

  @Test
  void aParserOfTheProgramsOwnSpeaksBothWays() {
    SocketCodec own = new DelegatingCodec(MsgpackCodec.create());
    RealServer server = new RealServer(0, options -> options.parser(own), EndToEndTest::echo);
    open.add(server);

    assertParserWorks(builder(server, Way.WEBSOCKET).parser(own));
  }

  private void assertParserWorks(Manager.Builder builder) {
    Socket socket = manager(builder).socket("/", () -> new Say("auth", 1));
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
        new RealServer(0, options -> options.maxHttpBufferSize(10_000), EndToEndTest::echo);
    open.add(server);
    Socket socket = manager(builder(server, Way.WEBSOCKET)).socket("/");
    within(socket.connect().connected());

    assertThatThrownBy(() -> within(socket.emitWithAck("ask", "x".repeat(20_000))))
        .hasMessageContaining("10000");
    assertThat(within(socket.emitWithAck("ask", "small")).get(0)).isEqualTo("small");
    assertThat(socket.isConnected()).isTrue();
  }
}
