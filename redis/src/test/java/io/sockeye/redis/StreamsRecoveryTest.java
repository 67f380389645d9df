package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.RecoveryFailure;
import io.sockeye.server.Socket;
import io.sockeye.testsupport.RedisServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client finds its state at another server of the cluster. */
@Timeout(60)
final class StreamsRecoveryTest extends RecoveryScene {
  private static RedisServer redis;

  private Node here;
  private Node there;
  private final Guest guest = new Guest();

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void start() {
    here = node(redis.port());
    there = node(redis.port());
    awaitBoth(here, there);
  }

  @Test
  void clientFindsAtAnotherServerWhatItLeftAndWhatItMissed() {
    guest.connect(here.io);
    String id = guest.id;
    Socket socket = here.socket(guest);
    socket.join("room");
    socket.data().put("name", "Ada").put("list", List.of(1, 2));
    here.io.emit("first", 1);
    guest.awaitEvents("[\"first\",1]");

    guest.vanish();
    awaitGone(here, guest);
    here.io.emit("all", 2);
    here.io.to("room").emit("room", 3);
    there.io.to("elsewhere").emit("no");
    there.io.except("room").emit("no");
    here.io.to(id).emit("own", 4);
    there.io.asVolatile().emit("no");
    here.io.local().emit("no");
    guest.connect(there.io);
    there.io.emit("live", 5);

    guest.awaitEvents(
        "[\"first\",1]", "[\"all\",2]", "[\"room\",3]", "[\"own\",4]", "[\"live\",5]");
    assertThat(guest.recovered).isTrue();
    assertThat(guest.id).isEqualTo(id);
    Socket back = there.socket(guest);
    assertThat(back.recovered()).isTrue();
    assertThat(back.rooms()).containsExactlyInAnyOrder(id, "room");
    assertThat(back.data().toMap()).isEqualTo(Map.of("name", "Ada", "list", List.of(1, 2)));
  }

  @Test
  void whatWasSentToTheSocketAloneIsMissedToo() {
    guest.connect(here.io);
    Socket socket = here.socket(guest);
    socket.emit("one", 1);
    guest.awaitEvents("[\"one\",1]");

    guest.goDeaf();
    socket.emit("two", 2);
    guest.vanish();
    awaitGone(here, guest);
    socket.emit("three", 3);
    guest.connect(there.io);
    there.socket(guest).emit("four", 4);

    guest.awaitEvents("[\"one\",1]", "[\"two\",2]", "[\"three\",3]", "[\"four\",4]");
  }

  @Test
  void clientComesBackAgainAndAgainWithoutTraffic() {
    guest.connect(here.io);
    here.io.emit("only", 1);
    guest.awaitEvents("[\"only\",1]");

    for (Node node : List.of(there, here, here, there)) {
      guest.vanish();
      guest.connect(node.io);
      assertThat(guest.recovered).isTrue();
    }

    assertThat(guest.events).containsExactly("[\"only\",1]");
  }

  @Test
  void clientThatHeardNothingComesBack() {
    guest.connect(here.io);
    guest.vanish();
    awaitGone(here, guest);
    here.io.emit("missed", 1);

    guest.connect(there.io);

    guest.awaitEvents("[\"missed\",1]");
    assertThat(guest.recovered).isTrue();
  }

  @Test
  void clientWhoseFirstEventWasLostOnTheWayGetsIt() {
    guest.connect(here.io);
    guest.goDeaf();
    Guest witness = new Guest().connect(here.io);
    here.io.emit("lost", 1);
    witness.awaitEvents("[\"lost\",1]");
    guest.vanish();

    guest.connect(there.io);

    guest.awaitEvents("[\"lost\",1]");
    assertThat(guest.recovered).isTrue();
  }

  @Test
  void socketThatOnlySeemsToLiveElsewhereIsTakenOver() {
    guest.connect(here.io);
    Socket socket = here.socket(guest);
    socket.join("room");
    here.io.emit("before", 0);
    guest.awaitEvents("[\"before\",0]");
    guest.goDeaf();
    Guest witness = new Guest().connect(here.io);
    here.io.emit("unheard", 1);
    witness.awaitEvents("[\"unheard\",1]");

    guest.connect(there.io);
    there.io.to("room").emit("live", 2);

    guest.awaitEvents("[\"before\",0]", "[\"unheard\",1]", "[\"live\",2]");
    assertThat(guest.recovered).isTrue();
    assertThat(here.io.socket(guest.id)).isEmpty();
    assertThat(socket.isConnected()).isFalse();
  }

  @Test
  void socketThatOnlySeemsToLiveHereIsTakenOver() {
    guest.connect(here.io);
    String id = guest.id;
    Socket socket = here.socket(guest);
    guest.goDeaf();
    socket.emit("unheard", 1);

    guest.connect(here.io);

    guest.awaitEvents("[\"unheard\",1]");
    assertThat(guest.recovered).isTrue();
    assertThat(guest.id).isEqualTo(id);
    assertThat(here.socket(guest)).isNotSameAs(socket);
  }

  @Test
  void oneOfTwoThatClaimGetsIt() {
    guest.connect(here.io);
    here.io.emit("first", 1);
    guest.awaitEvents("[\"first\",1]");
    guest.vanish();
    awaitGone(here, guest);
    Guest thief = new Guest();
    thief.pid = guest.pid;
    thief.offset = guest.offset;

    guest.begin(here.io);
    thief.begin(there.io);
    await().until(() -> guest.isAnswered() && thief.isAnswered());

    // Whoever comes second may also take over from the first; but never are there two.
    await()
        .untilAsserted(
            () -> {
              boolean both = guest.id.equals(thief.id) && !guest.isClosed() && !thief.isClosed();
              assertThat(both).isFalse();
            });
    assertThat(guest.recovered || thief.recovered).isTrue();
  }

  @Test
  void clientJoinsAndLeavesRoomsWhileItIsAway() {
    guest.connect(here.io);
    String id = guest.id;
    here.socket(guest).join("old");
    guest.vanish();
    awaitGone(here, guest);
    there.io.to("new").emit("early");
    there.io.in(id).socketsJoin("new");
    there.io.in("old").socketsLeave("old");
    there.io.to("new").emit("joined", 1);
    there.io.to("new").emit("joined", 2);
    there.io.to("old").emit("left");

    guest.connect(there.io);

    assertThat(guest.recovered).isTrue();
    assertThat(there.socket(guest).rooms()).containsExactlyInAnyOrder(id, "new");
    guest.awaitEvents("[\"joined\",1]", "[\"joined\",2]");
  }

  @Test
  void clientThatWasDisconnectedWhileItWasAwayIsNotRecovered() {
    guest.connect(here.io);
    String id = guest.id;
    guest.vanish();
    awaitGone(here, guest);
    here.io.in(id).disconnectSockets(false);
    Guest witness = new Guest().connect(there.io);
    here.io.emit("behind");
    witness.awaitEvents("[\"behind\"]");

    guest.connect(there.io);

    assertThat(guest.recovered).isFalse();
    assertThat(there.failures).containsExactly(RecoveryFailure.UNKNOWN_SESSION);
    assertThat(guest.events).isEmpty();
  }

  @Test
  void clientThatLeftOnPurposeIsNotRecovered() {
    guest.connect(here.io);
    guest.send("41");
    awaitGone(here, guest);

    guest.connect(there.io);

    assertThat(guest.recovered).isFalse();
    assertThat(there.failures).containsExactly(RecoveryFailure.UNKNOWN_SESSION);
  }

  @Test
  void stoppedServerLeavesItsClientsToTheOthers() {
    guest.connect(here.io);
    here.socket(guest).join("room");
    here.io.emit("first", 1);
    guest.awaitEvents("[\"first\",1]");

    here.close();
    there.io.to("room").emit("meanwhile", 2);
    guest.connect(there.io);

    guest.awaitEvents("[\"first\",1]", "[\"meanwhile\",2]");
    assertThat(guest.recovered).isTrue();
    assertThat(there.socket(guest).rooms()).contains("room");
  }

  @Test
  void offsetIsTheSameOnEachServer() {
    Guest other = new Guest().connect(there.io);
    guest.connect(here.io);

    for (int i = 0; i < 20; i++) {
      (i % 2 == 0 ? here : there).io.emit("n", i);
    }

    await().until(() -> guest.events.size() == 20 && other.events.size() == 20);
    assertThat(guest.events).isEqualTo(other.events);
    assertThat(guest.offset).isEqualTo(other.offset);
    assertThat(guest.others).isEmpty();
  }

  @Test
  void nothingOvertakesWhatWasEmittedBefore() {
    here.io.on(
        "ask",
        (socket, args, ack) -> {
          socket.emit("a", 1);
          here.io.emit("b", 2);
          socket.asVolatile().emit("c", 3);
          var unused = socket.emitWithAck("d", 4);
          ack.send("answer");
          socket.emit("bye", 5);
          socket.disconnect();
        });
    guest.connect(here.io);

    guest.send("420[\"ask\"]");

    await().until(() -> guest.others.contains("41"));
    assertThat(guest.events).containsExactly("[\"a\",1]", "[\"b\",2]", "[\"c\",3]", "[\"bye\",5]");
    assertThat(guest.others.stream().filter(other -> !other.startsWith("[")))
        .satisfiesExactly(
            asked -> assertThat(asked).startsWith("42").endsWith("[\"d\",4]"),
            answered -> assertThat(answered).isEqualTo("430[\"answer\"]"),
            left -> assertThat(left).isEqualTo("41"));
  }

  @Test
  void listenersOfTheLostConnectionHaveTheLastWordOnTheData() {
    here.io.onConnection(
        socket -> socket.onDisconnect(reason -> socket.data().put("left", reason.toString())));
    guest.connect(here.io);
    guest.goDeaf();

    guest.connect(there.io);

    assertThat(guest.recovered).isTrue();
    assertThat(there.socket(guest).data().get("left", String.class)).isPresent();
  }

  @Test
  void textOfTheApplicationIsNoOffset() {
    guest.connect(here.io);
    guest.vanish();
    awaitGone(here, guest);
    guest.offset = "a text";

    guest.connect(there.io);

    assertThat(guest.recovered).isFalse();
    assertThat(there.failures).containsExactly(RecoveryFailure.UNKNOWN_OFFSET);
  }
}
