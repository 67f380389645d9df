package io.sockeye.client;

import static io.sockeye.client.RealServer.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.DisconnectedException;
import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a client whose real server is lost, and comes back. */
final class ComingBackTest {
  @AutoClose private final RealRig rig = new RealRig();

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
    Manager manager = rig.manager(RealRig.builder(first, way));
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
    rig.server(first.port(), setUp);

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
    Socket socket = rig.manager(server, Way.WEBSOCKET).socket("/");
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
        rig.server(
            options -> options.connectionStateRecovery(ConnectionStateRecovery.create()),
            io ->
                io.onConnection(
                    socket -> {
                      lastSession.set(socket.session());
                      if (!socket.recovered()) {
                        socket.join("room");
                      }
                    }));
    Manager manager =
        rig.manager(
            RealRig.builder(server, way)
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
        rig.server(
            options ->
                options.connectionStateRecovery(
                    ConnectionStateRecovery.create().withRotatePid(true)),
            io -> io.onConnection(socket -> lastSession.set(socket.session())));
    Socket socket = rig.manager(server, Way.WEBSOCKET).socket("/");
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
}
