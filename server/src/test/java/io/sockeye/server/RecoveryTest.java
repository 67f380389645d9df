package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.ConnectErrorException;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.json.JsonCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Connection state recovery (section 4.9 of the behaviour spec), where it is safer here too. */
final class RecoveryTest {
  private record Token(String token) {}

  private record User(String name) {}

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();

  private SocketIoServer server(ConnectionStateRecovery options) {
    return SocketIoServer.builder()
        .timers(timers)
        .inlineHandlers()
        .observer(recorder)
        .connectionStateRecovery(options)
        .build();
  }

  private final SocketIoServer io = server(ConnectionStateRecovery.create());
  private final Visitor visitor = new Visitor(io);

  @Test
  void withoutTheOptionNothingIsKept() {
    SocketIoServer plain = SocketIoServer.builder().timers(timers).inlineHandlers().build();
    TestClient client = TestClient.open(plain);

    client.send("40{\"pid\":\"01234567890123456789\",\"offset\":\"x\"}");

    assertThat(client.next()).matches("40\\{\"sid\":\"[^\"]{20}\"}");
    plain.emit("news", 1);
    assertThat(client.next()).isEqualTo("42[\"news\",1]");
  }

  @Test
  void clientFindsItsSocketAndWhatItMissed() {
    io.onConnection(
        socket -> {
          if (!socket.recovered()) {
            socket.join("room1", "room2");
            socket.data().put("name", "Ada");
          }
        });
    visitor.connect();
    String sid = visitor.sid;
    Socket first = io.socket(sid).orElseThrow();
    io.emit("hello");
    assertThat(visitor.events()).containsExactly("[\"hello\"]");

    visitor.client.vanish();
    io.emit("all", 1);
    io.to("room1").emit("room", 2);
    io.to("elsewhere").emit("no", 3);
    io.to("room1").except("room2").emit("no", 4);
    first.emit("direct", 5);
    List<String> missed = visitor.connect();

    assertThat(visitor.sid).isEqualTo(sid);
    assertThat(missed).containsExactly("[\"all\",1]", "[\"room\",2]", "[\"direct\",5]");
    Socket second = io.socket(sid).orElseThrow();
    assertThat(second).isNotSameAs(first);
    assertThat(second.recovered()).isTrue();
    assertThat(second.rooms()).containsExactlyInAnyOrder(sid, "room1", "room2");
    assertThat(second.data().get("name", String.class)).contains("Ada");
    assertThat(recorder.lines)
        .containsExactly("connected", "disconnected: transport close", "connected");
    io.to("room2").emit("live");
    assertThat(visitor.events()).containsExactly("[\"live\"]");
  }

  @Test
  void clientThatGotNoEventIsRecoveredToo() {
    visitor.connect();
    String sid = visitor.sid;

    visitor.client.vanish();
    io.emit("first");
    List<String> missed = visitor.connect();

    assertThat(visitor.sid).isEqualTo(sid);
    assertThat(missed).containsExactly("[\"first\"]");
  }

  @Test
  void secondRecoveryWithoutTrafficBringsNothingTwice() {
    visitor.connect();
    String sid = visitor.sid;
    visitor.client.vanish();
    io.emit("once");
    assertThat(visitor.connect()).containsExactly("[\"once\"]");

    visitor.client.vanish();

    assertThat(visitor.connect()).isEmpty();
    assertThat(visitor.sid).isEqualTo(sid);
  }

  @Test
  void eventThatTheClientNeverGotIsSentAgainAlthoughItWasSent() {
    visitor.connect();
    String sid = visitor.sid;
    io.emit("got");
    visitor.events();
    io.emit("lost on the way", 1);
    visitor.client.taken();

    visitor.client.vanish();

    assertThat(visitor.connect()).containsExactly("[\"lost on the way\",1]");
    assertThat(visitor.sid).isEqualTo(sid);
  }

  @Test
  void quietSocketIsRecoveredLongAfterItsLastEvent() {
    visitor.connect();
    String sid = visitor.sid;
    io.emit("old");
    visitor.events();
    for (int i = 0; i < 40; i++) {
      timers.advance(Duration.ofSeconds(25));
      assertThat(visitor.client.next()).isEqualTo("2");
      visitor.client.send("3");
    }

    visitor.client.vanish();
    visitor.connect();

    assertThat(visitor.sid).isEqualTo(sid);
    assertThat(io.socket(sid).orElseThrow().recovered()).isTrue();
  }

  @Test
  void roomsAreThoseOfTheMomentOfEachEvent() {
    visitor.connect();
    Socket socket = io.socket(visitor.sid).orElseThrow();
    io.emit("first");
    visitor.events();
    io.to("late").emit("before the join");
    socket.join("late");
    io.to("late").emit("after the join", 1);
    visitor.client.taken();

    visitor.client.vanish();
    io.in(socket.id()).socketsLeave("late");
    io.to("late").emit("after the leave");

    assertThat(visitor.connect()).containsExactly("[\"after the join\",1]");
    assertThat(io.socket(visitor.sid).orElseThrow().rooms()).containsExactly(visitor.sid);
  }

  @Test
  void offsetOfAnEarlierSocketMeansThatNothingCameSince() {
    visitor.connect();
    io.emit("old");
    visitor.events();
    visitor.client.vanish();
    timers.advance(Duration.ofMinutes(2));
    visitor.connect();
    String sid = visitor.sid;
    assertThat(recorder.lines).contains("not recovered in /: UNKNOWN_SESSION");

    visitor.client.vanish();
    io.emit("new");

    assertThat(visitor.connect()).containsExactly("[\"new\"]");
    assertThat(visitor.sid).isEqualTo(sid);
  }

  @Test
  void volatileEventsAndThoseWithAcksAreNotKept() {
    visitor.connect();
    io.emit("kept");
    io.asVolatile().emit("volatile", 1);
    Socket socket = io.socket(visitor.sid).orElseThrow();
    socket.asVolatile().emit("volatile", 2);
    socket.emitWithAck("ack", 3).exceptionally(gone -> null);

    List<String> frames = visitor.client.taken();

    assertThat(frames.get(0)).matches("42\\[\"kept\",\"[^\"]+\"]");
    assertThat(frames.subList(1, 4))
        .containsExactly("42[\"volatile\",1]", "42[\"volatile\",2]", "420[\"ack\",3]");
    visitor.client.vanish();
    io.asVolatile().emit("volatile", 4);
    assertThat(visitor.connect()).containsExactly("[\"kept\"]");
  }

  @Test
  void privateIdIsKeptForTheClientUnlessItIsToRotate() {
    visitor.connect();
    String pid = visitor.pid;
    visitor.client.vanish();
    visitor.connect();
    assertThat(visitor.pid).isEqualTo(pid);

    SocketIoServer careful = server(ConnectionStateRecovery.create().withRotatePid(true));
    Visitor owner = new Visitor(careful);
    owner.connect();
    Visitor thief = new Visitor(careful);
    thief.pid = owner.pid;
    String sid = owner.sid;
    owner.client.vanish();
    owner.connect();
    assertThat(owner.sid).isEqualTo(sid);
    assertThat(owner.pid).isNotEqualTo(thief.pid);

    thief.connect();

    assertThat(thief.sid).isNotEqualTo(sid);
    assertThat(owner.client.isClosed()).isFalse();
    owner.client.vanish();
    owner.connect();
    assertThat(owner.sid).isEqualTo(sid);
  }

  @Test
  void middlewaresAreAskedAgainAndNobodyGetsAByteBeforeTheyLetHimIn() {
    AtomicBoolean banned = new AtomicBoolean();
    List<Boolean> claims = new ArrayList<>();
    io.use(
        (socket, handshake) -> {
          claims.add(socket.recovered());
          socket.emit("too early");
          return !banned.get();
        });
    visitor.connect();
    String sid = visitor.sid;
    visitor.client.vanish();
    io.emit("secret");
    banned.set(true);

    TestClient client = TestClient.open(io);
    client.send("40" + visitor.auth());

    assertThat(client.taken()).containsExactly("44{\"message\":\"connection refused\"}");
    assertThat(claims).containsExactly(false, true);
    banned.set(false);
    assertThat(visitor.connect()).containsExactly("[\"secret\"]", "[\"too early\"]");
    assertThat(visitor.sid).isEqualTo(sid);
  }

  @Test
  void middlewaresAreSkippedWhereThatIsWanted() {
    SocketIoServer trusting = server(ConnectionStateRecovery.create().withSkipMiddlewares(true));
    List<String> asked = new ArrayList<>();
    trusting.authenticate(
        Token.class,
        token -> {
          asked.add(token.token());
          return new User(token.token());
        });
    Visitor guest = new Visitor(trusting);
    guest.connect("\"token\":\"ada\"");
    String sid = guest.sid;
    guest.client.vanish();

    guest.connect();

    assertThat(guest.sid).isEqualTo(sid);
    assertThat(asked).containsExactly("ada");
    assertThat(trusting.socket(sid).orElseThrow().principal(User.class)).isEqualTo(new User("ada"));
  }

  @Test
  void anotherPrincipalGetsASocketOfHisOwn() {
    io.authenticate(Token.class, token -> new User(token.token()));
    visitor.connect("\"token\":\"ada\"");
    String sid = visitor.sid;
    io.emit("for all");
    visitor.events();

    Visitor thief = new Visitor(io);
    thief.pid = visitor.pid;
    thief.offset = visitor.offset;
    thief.connect("\"token\":\"mallory\"");

    assertThat(thief.sid).isNotEqualTo(sid);
    assertThat(visitor.client.isClosed()).isFalse();
    assertThat(io.socket(sid)).isPresent();
    assertThat(recorder.lines).contains("not recovered in /: OTHER_PRINCIPAL");
    visitor.client.vanish();
    visitor.connect("\"token\":\"ada\"");
    assertThat(visitor.sid).isEqualTo(sid);
    assertThat(io.socket(sid).orElseThrow().principal(User.class)).isEqualTo(new User("ada"));
  }

  @Test
  void connectionThatOnlySeemsToLiveIsTakenOver() {
    List<String> calls = new ArrayList<>();
    io.onConnection(socket -> calls.add("connection " + socket.recovered()));
    io.onDisconnect((socket, reason) -> calls.add("disconnect " + reason));
    visitor.connect();
    String sid = visitor.sid;
    io.emit("got");
    visitor.events();
    TestClient dead = visitor.client;
    io.emit("lost", 1);

    List<String> missed = visitor.connect();

    assertThat(visitor.sid).isEqualTo(sid);
    assertThat(missed).containsExactly("[\"lost\",1]");
    assertThat(dead.isClosed()).isTrue();
    assertThat(calls)
        .containsExactly("connection false", "disconnect transport close", "connection true");
    assertThat(io.sockets()).hasSize(1);
  }

  @Test
  void listenersOfTheLostConnectionFinishBeforeThoseOfTheNewOneBegin() throws Exception {
    List<String> calls = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch leaving = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    CountDownLatch back = new CountDownLatch(1);
    SocketIoServer busy =
        SocketIoServer.builder()
            .timers(timers)
            .connectionStateRecovery(ConnectionStateRecovery.create())
            .build();
    busy.onDisconnect(
        (socket, reason) -> {
          leaving.countDown();
          mayLeave.await();
          socket.data().put("left", true);
          calls.add("left");
        });
    busy.onConnection(
        socket -> {
          if (socket.recovered()) {
            calls.add("back " + socket.data().get("left", Boolean.class).isPresent());
            back.countDown();
          }
        });
    Visitor guest = new Visitor(busy);
    guest.connect();
    String sid = guest.sid;
    guest.client.vanish();
    leaving.await();

    TestClient again = TestClient.open(busy);
    again.send("40" + guest.auth());
    assertThat(again.taken()).isEmpty();
    mayLeave.countDown();

    guest.onConnect(again.next());
    back.await();
    assertThat(guest.sid).isEqualTo(sid);
    assertThat(calls).containsExactly("left", "back true");
    busy.close();
  }

  @Test
  void listenerThatNeverFinishesCostsTheRecoveryAndNotTheConnection() throws Exception {
    CountDownLatch leaving = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    SocketIoServer busy =
        SocketIoServer.builder()
            .timers(timers)
            .observer(recorder)
            .connectionStateRecovery(ConnectionStateRecovery.create())
            .build();
    busy.onDisconnect(
        (socket, reason) -> {
          leaving.countDown();
          mayLeave.await();
        });
    Visitor guest = new Visitor(busy);
    guest.connect();
    String sid = guest.sid;
    guest.client.vanish();
    leaving.await();

    TestClient again = TestClient.open(busy);
    again.send("40" + guest.auth());
    timers.advance(Duration.ofSeconds(15));

    guest.onConnect(again.next());
    assertThat(guest.sid).isNotEqualTo(sid);
    assertThat(recorder.lines).contains("not recovered in /: LISTENERS_BUSY");
    mayLeave.countDown();
    busy.close();
  }

  @Test
  void whoLeavesOnPurposeIsNotWaitedFor() {
    visitor.connect();
    String sid = visitor.sid;
    visitor.client.send("41");
    visitor.client.vanish();
    visitor.connect();
    assertThat(visitor.sid).isNotEqualTo(sid);

    sid = visitor.sid;
    io.socket(sid).orElseThrow().disconnect(true);
    visitor.connect();
    assertThat(visitor.sid).isNotEqualTo(sid);
    assertThat(recorder.lines)
        .filteredOn(line -> line.startsWith("not recovered"))
        .containsExactly(
            "not recovered in /: UNKNOWN_SESSION", "not recovered in /: UNKNOWN_SESSION");
  }

  @Test
  void whoIsDisconnectedWhileHeIsAwayIsNotWaitedForAnyMore() {
    AtomicReference<Socket> socket = new AtomicReference<>();
    io.onConnection(socket::set);
    visitor.connect();
    String sid = visitor.sid;
    visitor.client.vanish();
    socket.get().disconnect();
    visitor.connect();
    assertThat(visitor.sid).isNotEqualTo(sid);

    sid = visitor.sid;
    socket.get().join("user:42");
    visitor.client.vanish();
    io.in("user:42").disconnectSockets();
    visitor.connect();
    assertThat(visitor.sid).isNotEqualTo(sid);
  }

  @Test
  void whoIsAwayIsNeitherCountedNorFetchedNorAsked() throws Exception {
    visitor.connect();
    Socket socket = io.socket(visitor.sid).orElseThrow();
    socket.join("room");
    visitor.client.vanish();

    assertThat(io.sockets()).isEmpty();
    assertThat(io.fetchSockets().get()).isEmpty();
    assertThat(io.in("room").emitWithAck("question").get()).isEmpty();
    assertThat(socket.rooms()).isEmpty();
    socket.join("late");
    visitor.connect();
    assertThat(io.socket(visitor.sid).orElseThrow().rooms()).isEqualTo(Set.of(visitor.sid, "room"));
    assertThat(io.fetchSockets().get()).hasSize(1);
  }

  @Test
  void idOfASocketThatIsAwayIsNoRoomForOthers() {
    visitor.connect();
    String sid = visitor.sid;
    visitor.client.vanish();
    Visitor other = new Visitor(io);
    other.connect();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> io.socket(other.sid).orElseThrow().join(sid))
        .withMessageContaining("the room is the id of another socket");
  }

  @Test
  void afterTheTimeNothingIsLeft() {
    visitor.connect();
    String sid = visitor.sid;
    io.socket(sid).orElseThrow().join("room");
    visitor.client.vanish();
    io.emit("news");

    timers.advance(Duration.ofMinutes(2).minusMillis(1));
    Recovery recovery = recovery(io);
    assertThat(recovery.awayCount()).isEqualTo(1);
    timers.advance(Duration.ofMillis(1));

    assertThat(recovery.awayCount()).isZero();
    assertThat(recovery.knows(sid)).isFalse();
    assertThat(recovery.find(visitor.pid)).isNull();
    visitor.connect();
    assertThat(visitor.sid).isNotEqualTo(sid);
    visitor.client.send("41");
    timers.advance(Duration.ofMinutes(1));
    assertThat(recovery.log().size()).isZero();
  }

  @Test
  void logIsBoundedInPacketsAndInBytes() {
    SocketIoServer small = server(ConnectionStateRecovery.create().withMaxPackets(3));
    Visitor guest = new Visitor(small);
    guest.connect();
    String sid = guest.sid;
    guest.client.vanish();
    small.emit("a", 1);
    small.emit("b", 2);
    small.emit("c", 3);
    assertThat(guest.connect()).hasSize(3);
    assertThat(guest.sid).isEqualTo(sid);

    guest.client.vanish();
    for (int i = 0; i < 4; i++) {
      small.emit("d", i);
    }
    assertThat(guest.connect()).isEmpty();
    assertThat(guest.sid).isNotEqualTo(sid);
    assertThat(recorder.lines).contains("not recovered in /: MISSED_TOO_MUCH");
    assertThat(recovery(small).log().size()).isEqualTo(3);

    SocketIoServer tight = server(ConnectionStateRecovery.create().withMaxBytes(1000));
    for (int i = 0; i < 100; i++) {
      tight.emit("d", "x".repeat(400));
    }
    assertThat(recovery(tight).log().size()).isEqualTo(2);
    tight.emit("huge", "x".repeat(2000));
    assertThat(recovery(tight).log().size()).isEqualTo(2);
  }

  @Test
  void whoMissedMoreThanAConnectionMayHaveWaitingStartsAfresh() {
    SocketIoServer small =
        SocketIoServer.builder()
            .timers(timers)
            .inlineHandlers()
            .observer(recorder)
            .outboundHighWaterMark(1000)
            .maxOutboundBytes(1000)
            .connectionStateRecovery(ConnectionStateRecovery.create())
            .build();
    Visitor guest = new Visitor(small);
    guest.connect();
    String sid = guest.sid;
    guest.client.vanish();
    small.emit("a", "x".repeat(600));
    small.emit("b", "x".repeat(600));

    guest.connect();

    assertThat(guest.sid).isNotEqualTo(sid);
    assertThat(recorder.lines).contains("not recovered in /: MISSED_TOO_MUCH");
  }

  @Test
  void whoIsAwayForTheLongestTimeIsGivenUpFirst() {
    SocketIoServer small = server(ConnectionStateRecovery.create().withMaxSessions(1));
    Visitor first = new Visitor(small);
    first.connect();
    Visitor second = new Visitor(small);
    second.connect();
    String firstSid = first.sid;
    String secondSid = second.sid;

    first.client.vanish();
    second.client.vanish();
    first.connect();
    second.connect();

    assertThat(first.sid).isNotEqualTo(firstSid);
    assertThat(second.sid).isEqualTo(secondSid);
    assertThat(recorder.lines).contains("limit maxSessions");
  }

  @Test
  void garbageInPlaceOfTheIdsMeansANewSocket() {
    for (String auth :
        List.of(
            "{\"pid\":1,\"offset\":2}",
            "{\"pid\":null}",
            "{\"pid\":\"__proto__\",\"offset\":{}}",
            "{\"pid\":\"" + "x".repeat(5000) + "\"}")) {
      TestClient client = TestClient.open(io);
      client.send("40" + auth);
      assertThat(client.next()).startsWith("40{\"sid\":");
    }
    visitor.connect();
    String sid = visitor.sid;
    io.emit("x");
    visitor.events();
    for (String offset :
        List.of("", "zzzz", "a text of the application", visitor.offset + "0", "x".repeat(5000))) {
      visitor.client.vanish();
      visitor.offset = offset;
      visitor.connect();
      assertThat(visitor.sid).isNotEqualTo(sid);
      sid = visitor.sid;
      io.emit("x");
      visitor.events();
    }
    assertThat(recorder.lines)
        .filteredOn(line -> line.equals("not recovered in /: UNKNOWN_OFFSET"))
        .hasSize(5);
  }

  @Test
  void privateIdIsFoundAndTheRestOfTheAuthIsNotBound() {
    List<Type> bound = new ArrayList<>();
    SocketIoServer lazy =
        SocketIoServer.builder()
            .json(new NotingJson(bound))
            .timers(timers)
            .inlineHandlers()
            .connectionStateRecovery(ConnectionStateRecovery.create())
            .build();
    bound.clear(); // what the server binds to warm up
    Visitor guest = new Visitor(lazy);
    guest.connect("\"token\":\"x\"");
    String sid = guest.sid;
    lazy.emit("news");
    guest.events();
    guest.client.vanish();

    guest.connect("\"much\":{\"pid\":[1,2,3]}");

    assertThat(guest.sid).isEqualTo(sid);
    assertThat(bound).isEmpty();
  }

  private record NotingJson(JacksonJson json, List<Type> bound) implements JsonCodec {
    NotingJson(List<Type> bound) {
      this(JacksonJson.create(), bound);
    }

    @Override
    public void write(Object value, OutputStream out, List<byte[]> attachments) throws IOException {
      json.write(value, out, attachments);
    }

    @Override
    public Object read(Slice text, Type type, List<byte[]> attachments) {
      bound.add(type);
      return json.read(text, type, attachments);
    }
  }

  @Test
  void privateIdIsOfNoUseInAnotherNamespace() {
    io.of("/other");
    visitor.connect();
    TestClient client = TestClient.open(io);

    client.send("40/other," + visitor.auth());

    assertThat(TestClient.sidOf(client.next())).isNotEqualTo(visitor.sid);
    assertThat(visitor.client.isClosed()).isFalse();
  }

  @Test
  void listenersOfWhatIsSentSeeNoOffset() {
    List<Integer> sizes = new ArrayList<>();
    io.onConnection(
        socket -> socket.onAnyOutgoing((event, args) -> sizes.add(args.toList().size())));
    visitor.connect();
    io.emit("two", 1, "b");
    io.socket(visitor.sid).orElseThrow().emit("none");

    assertThat(sizes).containsExactly(2, 0);
    assertThat(visitor.events()).containsExactly("[\"two\",1,\"b\"]", "[\"none\"]");
  }

  @Test
  void binaryIsSentAgain() {
    visitor.connect();
    visitor.client.vanish();
    io.emit("bin", new byte[] {1, 2});

    TestClient client = TestClient.open(io);
    client.send("40" + visitor.auth());

    assertThat(client.next()).startsWith("40");
    assertThat(client.next()).startsWith("451-[\"bin\",{\"_placeholder\":true,\"num\":0},\"");
    assertThat(client.next()).isEqualTo("0x0102");
  }

  @Test
  void namespaceThatAClientBroughtAboutStaysWhileTheClientIsAway() {
    ParentNamespace parent = io.of(Pattern.compile("/dyn-\\d+"));
    TestClient client = TestClient.open(io);
    client.send("40/dyn-1,");
    visitor.onConnect(client.next());
    String sid = visitor.sid;

    client.vanish();
    parent.emit("news", 1);
    TestClient again = TestClient.open(io);
    again.send("40/dyn-1," + visitor.auth());

    visitor.onConnect(again.next());
    assertThat(visitor.sid).isEqualTo(sid);
    assertThat(again.next()).startsWith("42/dyn-1,[\"news\",1,");
    again.vanish();
    assertThat(parent.children()).hasSize(1);
    timers.advance(Duration.ofMinutes(2));
    assertThat(parent.children()).isEmpty();
  }

  @Test
  void serverThatStopsWaitsForNobody() {
    visitor.connect();
    Recovery recovery = recovery(io);

    io.close();

    assertThat(recovery.awayCount()).isZero();
    assertThat(recovery.find(visitor.pid)).isNull();
  }

  @Test
  void refusalOfAnAuthenticatorLeavesNothingBehind() {
    io.authenticate(
        Token.class,
        token -> {
          throw new ConnectErrorException("nope");
        });
    TestClient client = TestClient.open(io);
    client.send("40{\"token\":\"x\"}");
    assertThat(client.next()).isEqualTo("44{\"message\":\"nope\"}");

    io.emit("news");
    assertThat(client.taken()).isEmpty();
    assertThat(recovery(io).awayCount()).isZero();
  }

  private static Recovery recovery(SocketIoServer io) {
    return ((RealServer) io).main().recovery();
  }
}
