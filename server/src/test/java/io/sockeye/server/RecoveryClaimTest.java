package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.ConnectErrorException;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Who finds his socket again when he asks for it, and who does not. */
final class RecoveryClaimTest extends RecoveryFixture {
  private record Token(String token) {}

  private record User(String name) {}

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
}
