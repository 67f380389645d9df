package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.engine.ClientSession.State;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An open session: what goes in, what comes out, and how it ends. */
class ClientSessionTest {
  @Test
  void messagesAreToldInOrderAndSentInOrder() {
    SessionRig rig = SessionRig.openPolling();

    rig.run(() -> rig.first().packet("4one"));
    rig.run(() -> rig.first().packet("b" + "AQID"));
    rig.send("a");
    rig.send("b");
    rig.send("c");
    rig.run(() -> rig.first().drain());

    assertThat(rig.take()).containsExactly("message one", "message \u0001\u0002\u0003");
    assertThat(rig.first().take()).containsExactly("4a", "4b", "4c");
    assertThat(rig.first().takeBatches()).containsExactly(1, 2);
  }

  @Test
  void theSessionIsWritableWhenNothingWaitsAndTellsSo() {
    SessionRig rig = SessionRig.openPolling();
    assertThat(rig.isWritable()).isTrue();

    rig.send("a");
    assertThat(rig.isWritable()).isFalse();
    assertThat(rig.get(rig.session::queuedBytes)).isEqualTo(128 + 2);
    rig.send("b");
    rig.run(() -> rig.first().drain());
    assertThat(rig.take()).isEmpty();
    rig.run(() -> rig.first().drain());

    assertThat(rig.take()).containsExactly("drain");
    assertThat(rig.isWritable()).isTrue();
    assertThat(rig.get(rig.session::queuedBytes)).isZero();
  }

  @Test
  void aPingIsAnsweredAheadOfWhatWaits() {
    SessionRig rig = SessionRig.openPolling();
    rig.send("a");
    rig.send("b");

    rig.run(() -> rig.first().packet("2"));
    rig.run(() -> rig.first().packet("2"));
    rig.run(() -> rig.first().drain());

    assertThat(rig.first().take()).containsExactly("4a", "3", "4b");
    assertThat(rig.take()).containsExactly("ping", "ping");
  }

  @Test
  void aNoopAndAPongAreIgnored() {
    SessionRig rig = SessionRig.openPolling();

    rig.run(() -> rig.first().packet("6"));
    rig.run(() -> rig.first().packet("3"));

    assertThat(rig.take()).isEmpty();
    assertThat(rig.state()).isEqualTo(State.OPEN);
  }

  @Test
  void aSecondHandshakeOrAnUpgradePacketEndsTheSession() {
    for (String packet : List.of(SessionRig.HANDSHAKE, "5")) {
      SessionRig rig = SessionRig.openPolling();

      rig.run(() -> rig.first().packet(packet));

      assertThat(rig.take()).containsExactly("close parse error");
      assertThat(rig.failure).isInstanceOf(ConnectFailure.Protocol.class);
      assertThat(rig.first().isAborted()).isTrue();
      assertThat(rig.timers.pending()).isZero();
    }
  }

  @Test
  void aSilentServerIsGivenUpAfterIntervalAndTimeout() {
    SessionRig rig = SessionRig.openPolling();

    rig.advance(Duration.ofSeconds(44));
    rig.run(() -> rig.first().packet("4still here"));
    rig.advance(Duration.ofMillis(44_999));
    assertThat(rig.take()).containsExactly("message still here");
    rig.advance(Duration.ofMillis(1));

    assertThat(rig.take()).containsExactly("close ping timeout");
    assertThat(rig.first().isAborted()).isTrue();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void aProcessThatSleptKnowsBeforeTheAlarmThatTheServerIsGone() {
    SessionRig rig = SessionRig.openPolling();
    assertThat(rig.get(rig.session::hasPingExpired)).isFalse();

    rig.clock.sleep(Duration.ofMinutes(2));

    assertThat(rig.send("late")).get().isInstanceOf(SendFailure.NotOpen.class);
    assertThat(rig.take()).containsExactly("close ping timeout");
    assertThat(rig.get(rig.session::hasPingExpired)).isFalse();
    assertThat(rig.first().take()).isEmpty();
  }

  @Test
  void aMachineThatSleptKnowsAtTheNextMessageThoughItsMonotonicClockStoodStill() {
    SessionRig rig = SessionRig.openPolling();

    rig.clock.jump(Duration.ofMillis(44_999));
    assertThat(rig.get(rig.session::hasPingExpired)).isFalse();
    rig.clock.jump(Duration.ofMillis(1));

    assertThat(rig.send("late")).get().isInstanceOf(SendFailure.NotOpen.class);
    assertThat(rig.take()).containsExactly("close ping timeout");
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void aMachineThatSleptKnowsSoonThoughNothingIsSent() {
    SessionRig rig = SessionRig.openPolling();
    rig.advance(Duration.ofSeconds(1));

    rig.clock.jump(Duration.ofHours(8));
    rig.advance(Duration.ofSeconds(12));

    assertThat(rig.take()).containsExactly("close ping timeout");
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void aClockThatIsSetCostsNoMoreThanTheSessionOfTheMoment() {
    SessionRig rig = SessionRig.openPolling();
    rig.clock.jump(Duration.ofDays(-365 * 300));
    rig.advance(Duration.ofSeconds(44));
    rig.run(() -> rig.first().packet("4first"));
    rig.clock.jump(Duration.ofDays(365 * 300));
    rig.run(() -> rig.first().packet("4after the jump, before anybody asked"));

    rig.advance(Duration.ofMillis(44_999));
    assertThat(rig.take()).hasSize(2);
    rig.advance(Duration.ofMillis(1));

    assertThat(rig.take()).containsExactly("close ping timeout");
  }

  @Test
  void clocksThatDriftApartALittleMeanNothing() {
    SessionRig rig = SessionRig.openPolling();

    rig.clock.jump(Duration.ofMillis(999));
    rig.advance(Duration.ofMillis(44_999));
    assertThat(rig.get(rig.session::hasPingExpired)).isFalse();
    rig.advance(Duration.ofMillis(1));

    assertThat(rig.take()).containsExactly("close ping timeout");
  }

  @Test
  void aServerThatIsNotReadIsNotMissed() {
    SessionRig rig = SessionRig.openPolling();

    rig.run(rig.session::pauseReading);
    assertThat(rig.first().isReading()).isFalse();
    rig.advance(Duration.ofMinutes(5));
    assertThat(rig.take()).isEmpty();
    rig.run(rig.session::resumeReading);
    assertThat(rig.first().isReading()).isTrue();
    rig.advance(Duration.ofSeconds(45));

    assertThat(rig.take()).containsExactly("close ping timeout");
  }

  @Test
  void theReasonTellsHowTheTransportEnded() {
    assertThat(ended(rig -> rig.first().end("the server left"))).isEqualTo("close transport close");
    assertThat(ended(rig -> rig.first().packet("1"))).isEqualTo("close transport close");
    assertThat(ended(rig -> rig.first().fail(new ConnectFailure.Tcp("reset", null))))
        .isEqualTo("close transport error");
    assertThat(ended(rig -> rig.first().fail(new ConnectFailure.Protocol("garbage", null))))
        .isEqualTo("close parse error");
    assertThat(ended(rig -> rig.session.abort())).isEqualTo("close forced close");
  }

  private static String ended(Consumer<SessionRig> how) {
    SessionRig rig = SessionRig.openPolling();
    rig.run(() -> how.accept(rig));
    rig.run(rig.session::abort);
    rig.run(rig.session::close);
    assertThat(rig.timers.pending()).isZero();
    assertThat(rig.state()).isEqualTo(State.CLOSED);
    assertThat(rig.events).hasSize(1);
    return rig.events.get(0);
  }

  @Test
  void nothingIsTakenOnceItIsOver() {
    SessionRig rig = SessionRig.openPolling();
    rig.run(rig.session::abort);

    assertThat(rig.send("a")).get().isInstanceOf(SendFailure.NotOpen.class);
    assertThat(rig.isWritable()).isFalse();
    assertThat(rig.first().isAborted()).isTrue();
    assertThat(rig.first().take()).isEmpty();
  }

  @Test
  void closingSendsWhatWaitsFirst() {
    SessionRig rig = SessionRig.openPolling();
    rig.send("a");
    rig.send("b");

    rig.run(rig.session::close);
    assertThat(rig.state()).isEqualTo(State.CLOSING);
    assertThat(rig.first().isClosing()).isFalse();
    assertThat(rig.send("c")).get().isInstanceOf(SendFailure.NotOpen.class);
    rig.run(() -> rig.first().drain());
    assertThat(rig.first().isClosing()).isTrue();
    rig.run(() -> rig.first().packet("4still delivered"));
    rig.run(() -> rig.first().end("as we wanted"));

    assertThat(rig.first().take()).containsExactly("4a", "4b");
    assertThat(rig.take()).containsExactly("message still delivered", "close forced close");
    assertThat(rig.failure).isNull();
    assertThat(rig.first().isAborted()).isFalse();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void closingTakesNoMoreThanFiveSeconds() {
    SessionRig rig = SessionRig.openPolling();
    rig.send("a");
    rig.send("b");

    rig.run(rig.session::close);
    rig.advance(Duration.ofMillis(4_999));
    assertThat(rig.take()).isEmpty();
    rig.advance(Duration.ofMillis(1));

    assertThat(rig.take()).containsExactly("close forced close");
    assertThat(rig.failure).isInstanceOf(ConnectFailure.Timeout.class);
    assertThat(rig.first().isAborted()).isTrue();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void aTransportThatFailsWhileClosingEndsAsWanted() {
    SessionRig rig = SessionRig.openPolling();
    rig.send("a");
    rig.run(rig.session::close);

    rig.run(() -> rig.first().fail(new ConnectFailure.Tcp("reset", null)));

    assertThat(rig.take()).containsExactly("close forced close");
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void aMessageThatTheServerWouldNotTakeIsRefusedAlone() {
    SessionRig rig = SessionRig.openPolling();

    assertThat(rig.send("x".repeat(100)))
        .get()
        .isInstanceOfSatisfying(
            SendFailure.TooLarge.class,
            tooLarge -> {
              assertThat(tooLarge.bytes()).isEqualTo(101);
              assertThat(tooLarge.maxPayload()).isEqualTo(100);
              assertThat(tooLarge)
                  .hasMessageContaining("at most 100 bytes")
                  .hasMessageContaining("101");
            });
    assertThat(rig.send("x".repeat(99))).isEmpty();

    assertThat(rig.first().take()).hasSize(1);
    assertThat(rig.state()).isEqualTo(State.OPEN);
  }

  @Test
  void bytesAreLargerByPollingThanByWebSocket() {
    PacketGroup group =
        PacketGroup.of(EnginePacket.of(EnginePacket.Type.MESSAGE), List.of(new byte[100]));

    assertThat(SessionRig.openPolling().send(group))
        .get()
        .isInstanceOf(SendFailure.TooLarge.class)
        .satisfies(tooLarge -> assertThat(tooLarge).hasMessageContaining("as base64"));
    assertThat(SessionRig.openUpgraded().send(group)).isEmpty();
  }

  @Test
  void noMoreWaitsThanIsAllowed() {
    SessionRig rig =
        SessionRig.open(
            options -> options.transports(TransportType.POLLING).maxQueuedBytes(50 + 2 * 128));

    assertThat(rig.send("x".repeat(29))).isEmpty();
    assertThat(rig.send("x".repeat(19))).isEmpty();
    assertThat(rig.send("y"))
        .get()
        .isInstanceOf(SendFailure.QueueFull.class)
        .satisfies(full -> assertThat(full).hasMessageContaining("maxQueuedBytes (306)"));
    rig.run(() -> rig.first().drain());

    assertThat(rig.send("y")).isEmpty();
  }

  @Test
  void smallMessagesCountWithTheMemoryThatTheyTake() {
    SessionRig rig =
        SessionRig.open(
            options -> options.transports(TransportType.POLLING).maxQueuedBytes(1_000_000));

    int taken = 0;
    while (rig.send("30[]").isEmpty()) {
      taken++;
    }

    assertThat(taken).isEqualTo(1_000_000 / (128 + 5));
    rig.run(() -> rig.first().drainAll());
    assertThat(rig.get(rig.session::queuedBytes)).isZero();
  }

  @Test
  void anEventThatThrowsStopsNothing() {
    SessionRig rig = SessionRig.openPolling();
    rig.throwingEvents.addAll(List.of("message a", "ping", "drain", "close forced close"));

    List<String> uncaught =
        SessionRig.uncaughtIn(
            () -> {
              rig.run(
                  () -> {
                    rig.first().packet("4a");
                    rig.first().packet("4b");
                    rig.first().packet("2");
                    rig.first().drain();
                  });
              rig.run(rig.session::abort);
            });

    List<String> events = List.of("message a", "message b", "ping", "drain", "close forced close");
    assertThat(rig.take()).isEqualTo(events);
    assertThat(uncaught).containsExactlyInAnyOrderElementsOf(rig.throwingEvents);
    assertThat(rig.first().take()).containsExactly("3");
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void aTransportThatThrowsEndsTheSessionSoNothingIsLostInSilence() {
    Map<String, Consumer<SessionRig>> calls =
        Map.of(
            "send", rig -> rig.session.send(PacketGroup.of(Frames.decode("4lost"))),
            "setReading", rig -> rig.session.pauseReading(),
            "close", rig -> rig.session.close());
    calls.forEach(
        (name, call) -> {
          SessionRig rig = SessionRig.openPolling();
          rig.throwingTransports.add("polling " + name);

          rig.run(() -> call.accept(rig));

          assertThat(rig.take())
              .containsExactly(
                  "close " + (name.equals("close") ? "forced close" : "transport error"));
          assertThat(rig.failure).hasRootCauseInstanceOf(IllegalStateException.class);
          assertThat(rig.first().isAborted()).isTrue();
          assertThat(rig.state()).isEqualTo(State.CLOSED);
          assertThat(rig.timers.pending()).isZero();
        });
  }

  @Test
  void theEndIsToldThoughTheTransportThrowsAtIt() {
    SessionRig rig = SessionRig.open();
    rig.throwingTransports.addAll(List.of("polling abort", "websocket abort"));

    List<String> uncaught = SessionRig.uncaughtIn(() -> rig.run(rig.session::abort));

    assertThat(rig.take()).containsExactly("close forced close");
    assertThat(uncaught).containsExactly("abort", "abort");
    assertThat(rig.second().isAborted()).isTrue();
    assertThat(rig.first().isAborted()).isTrue();
    assertThat(rig.timers.pending()).isZero();
  }
}
