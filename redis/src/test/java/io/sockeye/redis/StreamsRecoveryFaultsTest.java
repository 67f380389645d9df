package io.sockeye.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.RecoveryFailure;
import io.sockeye.testsupport.ChaosProxy;
import io.sockeye.testsupport.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients that come back are given where something is missing, or they may not have it. */
@Timeout(90)
final class StreamsRecoveryFaultsTest extends RecoveryScene {
  private record User(String name) {}

  private final RedisServer redis = RedisServer.start();
  private final Guest guest = new Guest();

  @AfterEach
  void stopRedis() {
    closeNodes();
    redis.close();
  }

  @Test
  void whoWasBannedMeanwhileGetsNothing() {
    Set<String> banned = ConcurrentHashMap.newKeySet();
    Node here = node(redis.port());
    Node there = node(redis.port());
    there.io.use((socket, handshake) -> banned.stream().noneMatch(handshake.auth()::containsKey));
    guest.connect(here.io);
    here.io.emit("first", 1);
    guest.awaitEvents("[\"first\",1]");
    guest.vanish();
    awaitGone(here, guest);
    here.io.emit("secret", 2);
    banned.add("eve");

    guest.connect(there.io, "\"eve\":1");

    assertThat(guest.refusal).startsWith("44");
    assertThat(guest.events).containsExactly("[\"first\",1]");
    assertThat(guest.others).isEmpty();

    banned.clear(); // Nothing was taken from him.
    guest.connect(there.io);
    assertThat(guest.recovered).isTrue();
    guest.awaitEvents("[\"first\",1]", "[\"secret\",2]");
  }

  @Test
  void anotherPrincipalGetsASocketOfHisOwn() {
    Node here = authenticating();
    Node there = authenticating();
    guest.connect(here.io, "\"name\":\"ada\"");
    guest.vanish();
    awaitGone(here, guest);
    Guest witness = new Guest().connect(there.io, "\"name\":\"bob\"");
    here.io.emit("for ada");
    witness.awaitEvents("[\"for ada\"]"); // It is for those who are there now, too.
    Guest thief = new Guest();
    thief.pid = guest.pid;

    thief.connect(there.io, "\"name\":\"eve\"");
    guest.connect(there.io, "\"name\":\"ada\"");

    assertThat(thief.recovered).isFalse();
    assertThat(there.failures).containsExactly(RecoveryFailure.OTHER_PRINCIPAL);
    assertThat(guest.recovered).isTrue();
    guest.awaitEvents("[\"for ada\"]");
    assertThat(thief.events).isEmpty();
  }

  private Node authenticating() {
    Node node = node(redis.port());
    node.io.authenticate(
        (socket, handshake) -> new User(String.valueOf(handshake.auth().get("name"))));
    return node;
  }

  @Test
  void documentedUserIsEnough() throws IOException {
    try (RedisServer guarded = RedisServer.start(AccessListTest.options("recovery"))) {
      Node here = node("recovery:secret@127.0.0.1:" + guarded.port());
      guest.connect(here.io);
      here.io.emit("first", 1);
      guest.awaitEvents("[\"first\",1]");
      guest.vanish();

      guest.connect(here.io);

      assertThat(guest.recovered).isTrue();
      closeNodes();
    }
  }

  @Test
  void whoMissedTooMuchIsToldSo() {
    Node here = node(redis.port());
    Node there =
        node(
            redis.port(),
            UnaryOperator.identity(),
            ConnectionStateRecovery.create().withMaxPackets(10));
    Guest witness = new Guest().connect(here.io);
    guest.connect(here.io);
    guest.vanish();
    awaitGone(here, guest);
    for (int i = 0; i < 11; i++) {
      here.io.emit("n", i);
    }
    await().until(() -> witness.events.size() == 11);

    guest.connect(there.io);

    assertThat(guest.recovered).isFalse();
    assertThat(there.failures).containsExactly(RecoveryFailure.MISSED_TOO_MUCH);
    assertThat(guest.events).isEmpty();
  }

  @Test
  void trimmedStreamIsNeverAHole() {
    Node here =
        node(redis.port(), streams -> streams.maxLen(100), ConnectionStateRecovery.create());
    Node there = node(redis.port());
    Guest quiet = new Guest().connect(here.io);
    Guest witness = new Guest().connect(here.io);
    guest.connect(here.io);
    here.io.emit("first", 1);
    guest.awaitEvents("[\"first\",1]");
    here.io.in(quiet.id).socketsJoin("alone");
    guest.vanish();
    awaitGone(here, guest);
    for (int i = 1; i <= 400; i++) {
      here.io.except("alone").emit("n", i);
      if (i % 20 == 0) { // So few that no server falls behind what the stream keeps.
        int sent = i + 1;
        await().until(() -> witness.events.size() == sent);
      }
    }

    guest.connect(there.io);
    assertThat(guest.recovered).isFalse();
    assertThat(there.failures).containsExactly(RecoveryFailure.UNKNOWN_OFFSET);

    quiet.vanish(); // Its last event is long gone, and yet it has missed nothing.
    awaitGone(here, quiet);
    quiet.connect(there.io);
    assertThat(quiet.recovered).isTrue();
  }

  @Test
  void redisThatLostAllIsNotSilent() {
    Node here = node(redis.port());
    Node there = node(redis.port());
    guest.connect(here.io);
    here.io.emit("first", 1);
    guest.awaitEvents("[\"first\",1]");
    guest.vanish();
    awaitGone(here, guest);

    redis.kill();
    await().atMost(Duration.ofSeconds(20)).until(() -> there.downs.get() > 0);
    redis.startAgain();
    await().atMost(Duration.ofSeconds(20)).until(() -> there.ups.get() > 1 && here.ups.get() > 1);
    guest.connect(there.io);

    assertThat(guest.recovered).isFalse();
    assertThat(there.failures).containsExactly(RecoveryFailure.UNKNOWN_SESSION);
  }

  @Test
  void clientsOfOneServerHearEachOtherWhileRedisIsAway() {
    Node here = node(redis.port());
    Guest other = new Guest().connect(here.io);
    guest.connect(here.io);
    here.io.emit("first", 1);
    guest.awaitEvents("[\"first\",1]");

    redis.kill();
    await().atMost(Duration.ofSeconds(20)).until(() -> here.downs.get() > 0);
    here.io.emit("second", 2);
    here.socket(other).to(guest.id).emit("third", 3);
    guest.awaitEvents("[\"first\",1]", "[\"second\",2]", "[\"third\",3]");
    assertThat(guest.others).hasSize(2); // Without offset.

    // Nobody can tell what it has heard, and nobody waits for Redis.
    guest.vanish();
    guest.connect(here.io);
    assertThat(guest.recovered).isFalse();
    assertThat(here.failures).containsExactly(RecoveryFailure.STORE_UNAVAILABLE);
  }

  @Test
  void silentRedisHoldsNobodyUp() {
    try (ChaosProxy network = ChaosProxy.to(redis.port())) {
      Node here = node(network.port());
      guest.connect(here.io);
      here.io.emit("first", 1);
      guest.awaitEvents("[\"first\",1]");
      guest.vanish();
      awaitGone(here, guest);

      network.swallow(ChaosProxy.Direction.TO_CLIENT);
      guest.connect(here.io);
      here.io.emit("second", 2);

      assertThat(guest.recovered).isFalse();
      assertThat(here.failures).containsExactly(RecoveryFailure.STORE_UNAVAILABLE);
      guest.awaitEvents("[\"second\",2]");
      network.heal();
    }
  }

  @Test
  void whoHeardSomethingWithoutOffsetIsRecoveredOnceHeHearsMore() {
    Node here = node(redis.port());
    Node there = node(redis.port());
    awaitBoth(here, there);
    guest.connect(here.io);
    redis.kill();
    await().atMost(Duration.ofSeconds(20)).until(() -> here.downs.get() > 0);
    here.io.emit("blind", 1);
    guest.awaitEvents("[\"blind\",1]");
    redis.startAgain();
    await().atMost(Duration.ofSeconds(20)).until(() -> here.ups.get() > 1 && there.ups.get() > 1);

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              here.io.emit("more");
              return !guest.offset.isEmpty();
            });
    int heard = guest.events.size();
    guest.vanish();
    awaitGone(here, guest);
    guest.connect(there.io);

    assertThat(guest.recovered).isTrue();
    assertThat(guest.events.stream().filter("[\"blind\",1]"::equals)).hasSize(1);
    assertThat(guest.events.size()).isGreaterThanOrEqualTo(heard);
  }

  @Test
  void namespacesOfSeveralStreamsKeepTheirOwn() {
    UnaryOperator<RedisStreamsAdapter.Builder> three = streams -> streams.streamCount(3);
    Node here = node(redis.port(), three, ConnectionStateRecovery.create());
    Node there = node(redis.port(), three, ConnectionStateRecovery.create());
    List<String> more = List.of("/chat", "/a", "/other");
    for (Node node : List.of(here, there)) {
      more.forEach(node.io::of);
      await().until(() -> node.ups.get() == 1 + more.size());
    }
    for (String name : List.of("/", "/chat", "/a")) {
      Guest each = new Guest(name).connect(here.io);
      here.io.of(name).emit("first", name);
      each.awaitEvents("[\"first\",\"" + name + "\"]");
      each.vanish();
      await().until(() -> here.io.of(name).sockets().isEmpty());
      here.io.of(name).emit("second", name);
      here.io.of("/other").emit("second", "other");

      each.connect(there.io);

      assertThat(each.recovered).as(name).isTrue();
      each.awaitEvents("[\"first\",\"" + name + "\"]", "[\"second\",\"" + name + "\"]");
    }
  }

  @Test
  void stateThatIsTooLargeIsNotKept() {
    Node here = node(redis.port());
    guest.connect(here.io);
    here.socket(guest).data().put("much", Map.of("text", "x".repeat(2_000_000)));
    guest.vanish();
    awaitGone(here, guest);

    guest.connect(here.io);

    assertThat(guest.recovered).isFalse();
    assertThat(here.failures).containsExactly(RecoveryFailure.UNKNOWN_SESSION);
  }
}
