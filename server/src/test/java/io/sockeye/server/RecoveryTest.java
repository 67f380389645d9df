package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Connection state recovery (section 4.9 of the behaviour spec), where it is safer here too. */
final class RecoveryTest extends RecoveryFixture {
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
}
