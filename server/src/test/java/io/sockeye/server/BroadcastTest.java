package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Rooms, and what reaches whom (section 4.7 of the behaviour spec). */
final class BroadcastTest {
  /** Counts what is encoded. */
  private static final class CountingCodec implements SocketCodec {
    private final SocketCodec codec = new JsonSocketCodec(JacksonJson.create());
    final AtomicInteger events = new AtomicInteger();

    @Override
    public PacketGroup encode(SocketPacket packet) {
      if (packet instanceof SocketPacket.Event) {
        events.incrementAndGet();
      }
      return codec.encode(packet);
    }

    @Override
    public SocketDecoder decoder(Limits limits) {
      return codec.decoder(limits);
    }
  }

  private final ManualTimers timers = new ManualTimers();
  private final CountingCodec codec = new CountingCodec();
  private final SocketIoServer io =
      SocketIoServer.builder()
          .timers(timers)
          .inlineHandlers()
          .parser(codec)
          .maxRoomsPerSocket(4)
          .maxRoomNameLength(24)
          .build();

  private final List<TestClient> clients = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();

  private void connect(int count) {
    for (int i = 0; i < count; i++) {
      TestClient client = TestClient.open(io);
      clients.add(client);
      sockets.add(io.socket(client.join("/")).get());
    }
  }

  /** The indexes of the clients that got something since this was asked last; each got it once. */
  private List<Integer> reached() {
    List<Integer> reached = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      List<String> taken = clients.get(i).taken();
      assertThat(taken).hasSizeLessThanOrEqualTo(1);
      if (!taken.isEmpty()) {
        reached.add(i);
      }
    }
    return reached;
  }

  @Test
  void broadcastIsEncodedOnceForAll() {
    connect(50);

    io.emit("news", 1);

    assertThat(reached()).hasSize(50);
    assertThat(codec.events).hasValue(1);
  }

  @Test
  void roomsAreUnitedAndExceptionsLeftOut() {
    connect(5);
    sockets.get(0).join("a");
    sockets.get(1).join("a", "b");
    sockets.get(2).join("b");
    sockets.get(3).join("c");

    io.to("a").emit("x");
    assertThat(reached()).containsExactly(0, 1);
    io.to("a").to("b").emit("x");
    assertThat(reached()).containsExactly(0, 1, 2);
    io.in(List.of("a", "b", "c")).except("b").emit("x");
    assertThat(reached()).containsExactly(0, 3);
    io.except("a").emit("x");
    assertThat(reached()).containsExactly(2, 3, 4);
    io.to(sockets.get(4).id()).emit("x");
    assertThat(reached()).containsExactly(4);
    io.to("nobody").emit("x");
    assertThat(reached()).isEmpty();
    io.except(sockets.get(0).id(), sockets.get(1).id()).emit("x");
    assertThat(reached()).containsExactly(2, 3, 4);
    io.local().emit("x");
    assertThat(reached()).hasSize(5);
  }

  @Test
  void broadcastOfASocketLeavesItselfOut() {
    connect(3);
    sockets.get(0).join("a");
    sockets.get(1).join("a");

    sockets.get(0).broadcast().emit("x");
    assertThat(reached()).containsExactly(1, 2);
    sockets.get(0).to("a").emit("x");
    assertThat(reached()).containsExactly(1);
    sockets.get(0).in(List.of("a")).emit("x");
    assertThat(reached()).containsExactly(1);
    sockets.get(0).except("a").emit("x");
    assertThat(reached()).containsExactly(2);
    sockets.get(0).local().emit("x");
    assertThat(reached()).containsExactly(1, 2);
  }

  @Test
  void operatorsAreImmutable() {
    connect(2);
    sockets.get(0).join("a");
    BroadcastOperator a = io.to("a");

    a.to(sockets.get(1).id());
    a.except(sockets.get(0).id());
    a.emit("x");

    assertThat(reached()).containsExactly(0);
  }

  @Test
  void noRoomIsNotEverybody() {
    assertThatIllegalArgumentException().isThrownBy(io::to);
    assertThatIllegalArgumentException().isThrownBy(() -> io.to(List.of()));
  }

  @Test
  void leftRoomIsHeardNoMore() {
    connect(1);
    sockets.get(0).join("a");

    sockets.get(0).leave("a");
    io.to("a").emit("x");

    assertThat(reached()).isEmpty();
    assertThat(sockets.get(0).rooms()).containsExactly(sockets.get(0).id());
  }

  @Test
  void roomNamedByAnotherSocketsIdIsJoinedOnPurposeOnly() {
    connect(2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sockets.get(0).join(sockets.get(1).id()))
        .withMessageContaining("joinRoomOf");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sockets.get(0).leave(sockets.get(0).id()));
    sockets.get(0).joinRoomOf(sockets.get(1));
    io.to(sockets.get(1).id()).emit("x");

    assertThat(reached()).containsExactly(0, 1);
  }

  @Test
  void roomsAreLimitedInNumberAndLength() {
    connect(1);

    sockets.get(0).join("a", "b", "c");

    assertThatIllegalStateException()
        .isThrownBy(() -> sockets.get(0).join("d"))
        .withMessageContaining("maxRoomsPerSocket");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sockets.get(0).join("x".repeat(25)))
        .withMessageContaining("maxRoomNameLength");
    assertThat(io.socketsJoin("e").toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void namespacesKeepToThemselves() {
    io.of("/a");
    TestClient both = TestClient.open(io);
    both.join("/");
    both.join("/a");
    io.of("/a").sockets().forEach(socket -> socket.join("room"));

    io.to("room").emit("main");
    io.of("/a").to("room").emit("a");

    assertThat(both.taken()).containsExactly("42/a,[\"a\"]");
  }

  @Test
  void acksOfAllAreCollected() {
    connect(3);

    CompletableFuture<List<String>> answers = io.emitWithAck("ask", String.class);
    CompletableFuture<List<Args>> nobody = io.to("nobody").emitWithAck("ask");

    assertThat(nobody.join()).isEmpty();
    for (int i : List.of(2, 0, 1)) {
      assertThat(answers).isNotDone();
      assertThat(clients.get(i).next()).isEqualTo("420[\"ask\"]");
      clients.get(i).send("430[\"from " + i + "\"]");
    }
    assertThat(answers.join()).containsExactly("from 2", "from 0", "from 1");
  }

  @Test
  void whoDoesNotAnswerInTimeIsNamed() {
    connect(2);
    CompletableFuture<List<Args>> answers = io.timeout(Duration.ofSeconds(1)).emitWithAck("ask");
    clients.get(1).send("430[\"here\"]");

    timers.advance(Duration.ofSeconds(1));

    assertThatThrownBy(answers::join)
        .cause()
        .isInstanceOfSatisfying(
            AckTimeoutException.class,
            e -> {
              assertThat(e.answers()).extracting(args -> args.get(0)).containsExactly("here");
              assertThat(e.missing()).containsExactly(sockets.get(0).id());
              assertThat(e).hasMessage("operation has timed out");
            });
    clients.get(0).send("430[\"late\"]");
    assertThat(clients.get(0).isClosed()).isFalse();
  }

  @Test
  void whoLeavesIsNotWaitedFor() {
    connect(2);
    CompletableFuture<List<Args>> answers = io.emitWithAck("ask");
    clients.get(1).send("430[]");

    clients.get(0).vanish();

    assertThatThrownBy(answers::join).hasCauseInstanceOf(AckTimeoutException.class);
  }

  @Test
  void socketsAreFetchedAndManagedByRoom() {
    connect(3);
    sockets.get(0).join("a");
    sockets.get(1).join("a");

    assertThat(io.in("a").fetchSockets().join())
        .extracting(RemoteSocket::id)
        .containsExactlyInAnyOrder(sockets.get(0).id(), sockets.get(1).id());
    io.in("a").socketsJoin("b");
    assertThat(sockets.get(0).rooms()).contains("b");
    io.in("a").except(sockets.get(0).id()).socketsLeave("a");
    assertThat(sockets.get(1).rooms()).doesNotContain("a").contains("b");
    io.in("b").disconnectSockets();

    assertThat(io.sockets()).extracting(Socket::id).containsExactly(sockets.get(2).id());
    assertThat(clients.get(0).taken()).containsExactly("41");
    assertThat(clients.get(0).isClosed()).isFalse();
    io.disconnectSockets(true);
    assertThat(clients.get(2).isClosed()).isTrue();
  }

  @Test
  void listenerSeesItsOwnJoinAtOnce() {
    io.onConnection(
        socket ->
            socket.on(
                "enter",
                String.class,
                room -> {
                  socket.join(room);
                  io.to(room).emit("entered", room);
                }));
    connect(1);

    clients.get(0).send("42[\"enter\",\"a\"]");

    assertThat(clients.get(0).next()).isEqualTo("42[\"entered\",\"a\"]");
  }
}
