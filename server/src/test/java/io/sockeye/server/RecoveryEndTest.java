package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** For whom the state is kept, for how long, and how much of it. */
final class RecoveryEndTest extends RecoveryFixture {
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
}
