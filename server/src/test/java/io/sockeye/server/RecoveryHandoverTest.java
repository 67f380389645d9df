package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What happens at the very moment at which a socket loses its connection, or another takes it over.
 * With inline handlers whatever is done in a listener or a middleware happens at a known moment.
 */
final class RecoveryHandoverTest {
  private record Token(String token) {}

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io = server(ConnectionStateRecovery.create());
  private final Visitor visitor = new Visitor(io);

  private SocketIoServer.Builder builder(ConnectionStateRecovery options) {
    return SocketIoServer.builder()
        .timers(timers)
        .inlineHandlers()
        .observer(recorder)
        .connectionStateRecovery(options);
  }

  private SocketIoServer server(ConnectionStateRecovery options) {
    return builder(options).build();
  }

  @Test
  void disconnectionHoldsAlthoughTheConnectionBreaksFirst() {
    visitor.connect();
    String sid = visitor.sid;
    RealSocket socket = socket(io, sid);

    socket
        .mailbox()
        .execute(
            () -> {
              visitor.client.vanish(); // Both wait for this task to end, in this order.
              socket.disconnect();
            });

    assertThat(recovery(io).awayCount()).isZero();
    visitor.connect();
    assertThat(visitor.sid).isNotEqualTo(sid);
  }

  @Test
  void disconnectionHoldsAlthoughAnotherConnectionTakesOverFirst() {
    visitor.connect();
    String sid = visitor.sid;
    visitor.client.vanish();

    TestClient back = takeOverAndMeanwhile(() -> io.in(sid).disconnectSockets());

    assertThat(back.next()).startsWith("40{\"sid\":\"" + sid);
    assertThat(back.next()).isEqualTo("41");
    assertThat(recovery(io).isEmpty()).isTrue();
  }

  @Test
  void namespaceOutlivesADisconnectionWhileAnotherConnectionTakesOver() {
    SocketIoServer dynamic = server(ConnectionStateRecovery.create());
    ParentNamespace parent = dynamic.of(Pattern.compile("/room-.*"));
    Visitor guest = new Visitor(dynamic);
    guest.connectTo("/room-1");
    Visitor other = new Visitor(dynamic);
    other.connectTo("/room-1");
    String otherSid = other.sid;
    String sid = guest.sid;
    guest.client.vanish();
    parent.use(
        (socket, handshake) -> {
          Namespace namespace = ((RealSocket) socket).namespace();
          duringTakeOver(socket, () -> namespace.in(sid).disconnectSockets());
          return true;
        });

    guest.client = TestClient.open(dynamic);
    guest.client.send("40/room-1," + guest.auth());

    assertThat(guest.client.next()).startsWith("40/room-1,{\"sid\":\"" + sid);
    assertThat(guest.client.next()).isEqualTo("41/room-1,");
    other.client.vanish();
    other.connectTo("/room-1");
    assertThat(other.sid).isEqualTo(otherSid);
  }

  @Test
  void listenersThatFinishAtTheLastMomentLoseNothing() {
    visitor.connect();
    String sid = visitor.sid;
    visitor.client.vanish();
    io.emit("missed", 1);

    visitor.client = takeOverAndMeanwhile(() -> timers.advance(Duration.ofSeconds(15)));

    visitor.onConnect(visitor.client.next());
    assertThat(visitor.sid).isEqualTo(sid);
    assertThat(visitor.events()).containsExactly("[\"missed\",1]");
  }

  @Test
  void socketThatReturnsIsFetchedAndDisconnectedByItsConnectionListener() {
    visitor.connect();
    String sid = visitor.sid;
    List<String> fetched = new ArrayList<>();
    io.onDisconnect((socket, reason) -> comeBackOnce());
    io.onConnection(
        socket -> {
          io.fetchSockets().toCompletableFuture().get().forEach(each -> fetched.add(each.id()));
          io.in(sid).disconnectSockets();
        });

    visitor.client.vanish();

    assertThat(fetched).containsExactly(sid);
    assertThat(visitor.client.next()).startsWith("40{\"sid\":\"" + sid);
    assertThat(visitor.client.next()).isEqualTo("41");
    assertThat(io.sockets()).isEmpty();
  }

  private void comeBackOnce() {
    if (visitor.client.isClosed()) {
      visitor.client = TestClient.open(io);
      visitor.client.send("40" + visitor.auth());
    }
  }

  @Test
  void socketsOfOneConnectionComeBackTogether() {
    io.of("/other");
    Visitor main = visitor;
    main.connect();
    Visitor other = new Visitor(io);
    other.client = main.client;
    main.client.send("40/other,");
    other.onConnect(main.client.next());
    String sid = main.sid;
    String otherSid = other.sid;
    TestClient dead = main.client;
    io.emit("main", 1);
    io.of("/other").emit("other", 2);

    assertThat(main.connect()).containsExactly("[\"main\",1]");
    assertThat(dead.isClosed()).isTrue();
    main.client.send("40/other," + other.auth());

    assertThat(main.sid).isEqualTo(sid);
    other.onConnect(main.client.next());
    assertThat(other.sid).isEqualTo(otherSid);
    assertThat(main.client.next()).startsWith("42/other,[\"other\",2,");
  }

  @Test
  void oneOfManyThatClaimASocketAtOnceGetsIt() {
    visitor.connect();
    String sid = visitor.sid;
    List<TestClient> thieves = new ArrayList<>();
    List<ConnectionState> states = new ArrayList<>();
    states.add(recovery(io).find(visitor.pid));
    io.onDisconnect(
        (socket, reason) -> {
          while (thieves.size() < 1000) {
            TestClient thief = TestClient.open(io);
            thieves.add(thief);
            thief.send("40" + visitor.auth());
          }
        });

    visitor.client.vanish();

    List<String> sids = new ArrayList<>();
    for (TestClient each : thieves) {
      Visitor got = new Visitor(io);
      got.onConnect(each.next());
      sids.add(got.sid);
      states.add(recovery(io).find(got.pid));
    }
    assertThat(sids).hasSize(1000).doesNotHaveDuplicates().contains(sid);
    assertThat(recorder.lines)
        .filteredOn(line -> line.equals("not recovered in /: CLAIMED_BY_ANOTHER"))
        .hasSize(999);
    thieves.forEach(TestClient::vanish);
    timers.advance(Duration.ofMinutes(2));
    assertThat(recovery(io).isEmpty()).isTrue();
    assertThat(timers.pending()).isZero();
    assertThat(states)
        .allSatisfy(state -> assertThat(((RealServer) io).main().adapter().rooms(state)).isEmpty());
  }

  @Test
  void disconnectionClosesTheConnectionOfASocketThatHasLeft() {
    visitor.connect();
    Socket socket = io.socket(visitor.sid).orElseThrow();

    socket.disconnect();
    socket.disconnect(true);

    assertThat(visitor.client.isClosed()).isTrue();
  }

  @Test
  void disconnectionClosesTheConnectionOfASocketThatCannotBeRecoveredAnyMore() {
    AtomicReference<Socket> claimant = new AtomicReference<>();
    CompletionStage<Boolean> undecided = new CompletableFuture<>();
    visitor.connect();
    io.use(
        (socket, handshake) -> {
          claimant.set(socket);
          return undecided;
        });
    visitor.client.vanish();
    TestClient back = TestClient.open(io);
    back.send("40" + visitor.auth());
    io.in(visitor.sid).disconnectSockets();

    claimant.get().disconnect(true);

    assertThat(back.isClosed()).isTrue();
  }

  @Test
  void broadcastThatAsksIsNotOvertaken() {
    visitor.connect();
    io.socket(visitor.sid)
        .orElseThrow()
        .onAnyOutgoing(
            (event, args) -> {
              if (event.equals("first")) {
                io.emitWithAck("second").exceptionally(gone -> List.of());
                io.emit("third");
              }
            });

    io.emit("first");

    assertThat(visitor.client.taken())
        .extracting(frame -> frame.replaceAll(".*\\[\"(\\w+)\".*", "$1"))
        .containsExactly("first", "second", "third");
  }

  @Test
  void roomsThatDoNotFitAreLeftOutAndTheSocketIsConnected() {
    List<String> calls = new ArrayList<>();
    SocketIoServer small = builder(ConnectionStateRecovery.create()).maxRoomsPerSocket(3).build();
    small.onConnection(socket -> calls.add("connection"));
    Visitor guest = new Visitor(small);
    guest.connect();
    String sid = guest.sid;
    small.socket(sid).orElseThrow().join("a");
    guest.client.vanish();
    small.use(
        (socket, handshake) -> {
          socket.join("b", "c");
          return true;
        });

    guest.connect();

    assertThat(guest.sid).isEqualTo(sid);
    assertThat(calls).hasSize(2);
    assertThat(small.socket(sid).orElseThrow().rooms()).containsExactly(sid, "a", "b");
    assertThat(recorder.lines).contains("limit maxRoomsPerSocket");
  }

  @Test
  void principalThatCannotBeComparedIsSomebodyElse() {
    io.authenticate(Token.class, token -> new Incomparable());
    visitor.connect();
    String sid = visitor.sid;
    visitor.client.vanish();

    visitor.connect();

    assertThat(visitor.sid).isNotEqualTo(sid);
    assertThat(recorder.lines)
        .contains("middleware failed: cannot be compared", "not recovered in /: OTHER_PRINCIPAL");
  }

  private static final class Incomparable {
    @Override
    public boolean equals(Object other) {
      throw new IllegalStateException("cannot be compared");
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void alarmOfAnEarlierAbsenceDoesNotEndALaterOne() {
    SocketIoServer small = server(ConnectionStateRecovery.create().withMaxSessions(1));
    Visitor guest = new Visitor(small);
    guest.connect();
    Visitor other = new Visitor(small);
    other.connect();
    String sid = guest.sid;
    TestClient[] back = new TestClient[1];
    small.onDisconnect(
        (socket, reason) -> {
          if (back[0] == null) {
            back[0] = TestClient.open(small);
            back[0].send("40" + guest.auth());
            other.client.vanish(); // One too many is away, but that one is on its way back.
          }
        });
    guest.client.vanish();
    assertThat(TestClient.sidOf(back[0].next())).isEqualTo(sid);
    timers.advance(Duration.ofSeconds(20));
    back[0].vanish();

    timers.advance(Duration.ofSeconds(119));

    guest.connect();
    assertThat(guest.sid).isEqualTo(sid);
  }

  @Test
  void whoIsGivenUpLeavesNoAlarm() {
    SocketIoServer small = server(ConnectionStateRecovery.create().withMaxSessions(1));
    for (int i = 0; i < 10; i++) {
      Visitor guest = new Visitor(small);
      guest.connect();
      guest.client.vanish();
    }

    assertThat(timers.pending()).isEqualTo(1);
  }

  @Test
  void privateIdThatRotatedWhileTheThiefWasAskedIsWorthNothing() {
    SocketIoServer careful = server(ConnectionStateRecovery.create().withRotatePid(true));
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    Visitor owner = new Visitor(careful);
    owner.connect();
    String sid = owner.sid;
    owner.client.vanish();
    careful.use(
        (socket, handshake) -> handshake.auth().containsKey("slow") ? verdict : (Object) true);
    TestClient thief = TestClient.open(careful);
    thief.send("40" + owner.auth("\"slow\":true"));
    owner.connect();

    verdict.complete(true);

    assertThat(TestClient.sidOf(thief.next())).isNotEqualTo(sid);
    assertThat(owner.client.isClosed()).isFalse();
    assertThat(owner.sid).isEqualTo(sid);
  }

  @Test
  void whatMayNotBeCompressedIsNotWhenItIsSentAgain() {
    io.compress(false).emit("secret");
    io.emit("other");

    PacketLog log = recovery(io).log();
    assertThat(log.get(0).compress()).isFalse();
    assertThat(log.get(1).compress()).isTrue();
  }

  /** The visitor comes back; something happens when all is his but he is not connected yet. */
  private TestClient takeOverAndMeanwhile(Runnable task) {
    io.use(
        (socket, handshake) -> {
          duringTakeOver(socket, task);
          return true;
        });
    TestClient back = TestClient.open(io);
    back.send("40" + visitor.auth());
    return back;
  }

  /** Called by a middleware: behind its outcome, and ahead of what that brings. */
  private static void duringTakeOver(Socket socket, Runnable task) {
    RealSocket claimant = (RealSocket) socket;
    claimant.mailbox().execute(() -> claimant.mailbox().execute(task));
  }

  private static RealSocket socket(SocketIoServer io, String sid) {
    return (RealSocket) io.socket(sid).orElseThrow();
  }

  private static Recovery recovery(SocketIoServer io) {
    return ((RealServer) io).main().recovery();
  }
}
