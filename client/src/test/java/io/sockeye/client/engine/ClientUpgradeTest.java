package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.engine.ClientSession.State;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The change from long polling to a WebSocket. */
class ClientUpgradeTest {
  @Test
  void theWebSocketTakesOverOncePollingHasComeToRest() {
    SessionRig rig = SessionRig.open();
    assertThat(rig.second().type()).isEqualTo(TransportType.WEBSOCKET);
    assertThat(rig.second().joined()).contains("abc");
    assertThat(rig.second().isOpened()).isTrue();

    rig.run(() -> rig.second().ready());
    assertThat(rig.second().take()).containsExactly("2probe");
    rig.run(() -> rig.second().drain());
    rig.send("a");
    rig.run(() -> rig.first().drain());
    assertThat(rig.first().isPausing()).isFalse();
    rig.run(() -> rig.second().packet("3probe"));
    assertThat(rig.first().isPausing()).isTrue();
    assertThat(rig.isWritable()).isFalse();
    rig.send("b");
    rig.run(() -> rig.first().packet("4in the last poll"));
    rig.run(() -> rig.first().packet("2"));
    rig.run(() -> rig.first().rest());
    rig.run(() -> rig.second().drainAll());
    rig.run(() -> rig.second().packet("4by WebSocket"));

    assertThat(rig.first().take()).containsExactly("4a");
    assertThat(rig.second().take()).containsExactly("5", "3", "4b");
    assertThat(rig.take())
        .containsExactly(
            "drain",
            "message in the last poll",
            "ping",
            "upgrade websocket",
            "drain",
            "message by WebSocket");
    assertThat(rig.get(rig.session::transport)).isEqualTo(TransportType.WEBSOCKET);
    assertThat(rig.first().isAborted()).isTrue();
    assertThat(rig.first().isClosing()).isFalse();
    assertThat(rig.isWritable()).isTrue();
    assertThat(rig.timers.pending()).isEqualTo(1);
  }

  @Test
  void theAnswerMayComeBeforeTheProbeIsKnownToBeOut() {
    SessionRig rig = SessionRig.open();

    rig.run(() -> rig.second().ready());
    rig.run(() -> rig.second().packet("3probe"));
    rig.run(() -> rig.first().rest());
    assertThat(rig.second().take()).containsExactly("2probe");
    rig.run(() -> rig.second().drain());

    assertThat(rig.second().take()).containsExactly("5");
    assertThat(rig.take()).containsExactly("upgrade websocket");
  }

  @Test
  void thereIsNoUpgradeWhereItIsNotWantedOrNotOffered() {
    SessionRig unwanted = SessionRig.open(options -> options.upgrade(false));
    SessionRig pollingOnly = SessionRig.openPolling();
    SessionRig webSocket =
        SessionRig.open(
            options -> options.transports(TransportType.WEBSOCKET, TransportType.POLLING));
    SessionRig notOffered = new SessionRig();
    notOffered.run(
        () -> notOffered.first().packet(SessionRig.HANDSHAKE.replace("websocket", "webtransport")));

    for (SessionRig rig : List.of(unwanted, pollingOnly, webSocket, notOffered)) {
      assertThat(rig.transports).hasSize(1);
      assertThat(rig.state()).isEqualTo(State.OPEN);
    }
  }

  @Test
  void aWebSocketThatCannotBeOpenedLeavesTheSessionAsItIs() {
    SessionRig rig = SessionRig.open();
    ConnectFailure blocked = new ConnectFailure.Http("403", 403, "", null);

    rig.run(() -> rig.second().fail(blocked));
    rig.send("a");

    assertThat(rig.take()).containsExactly("upgrade failed");
    assertThat(rig.failure).isSameAs(blocked);
    assertThat(rig.first().take()).containsExactly("4a");
    assertThat(rig.first().isResumed()).isFalse();
    rig.advance(Duration.ofSeconds(44));
    assertThat(rig.transports).hasSize(2);
  }

  @Test
  void aProbeThatIsNotAnsweredInTimeIsGivenUp() {
    SessionRig rig = SessionRig.open();
    rig.run(() -> rig.second().ready());

    rig.advance(Duration.ofSeconds(10));

    assertThat(rig.take()).containsExactly("upgrade failed");
    assertThat(rig.failure).isInstanceOf(ConnectFailure.Timeout.class);
    assertThat(rig.second().isAborted()).isTrue();
    assertThat(rig.timers.pending()).isEqualTo(1);
  }

  @Test
  void anythingButTheAnswerEndsTheUpgrade() {
    for (String packet : List.of("3", "3prob", "2", "4hello", "6", "1", SessionRig.HANDSHAKE)) {
      SessionRig rig = SessionRig.open();
      rig.run(() -> rig.second().ready());

      rig.run(() -> rig.second().packet(packet));

      assertThat(rig.take()).as(packet).containsExactly("upgrade failed");
      assertThat(rig.failure).isInstanceOf(ConnectFailure.Protocol.class);
      assertThat(rig.second().isAborted()).isTrue();
      assertThat(rig.state()).isEqualTo(State.OPEN);
    }
  }

  @Test
  void pollingGoesOnWhenTheWebSocketBreaksWhileItPauses() {
    SessionRig rig = SessionRig.open();
    rig.run(() -> rig.second().ready());
    rig.run(() -> rig.second().packet("3probe"));
    rig.send("a");
    assertThat(rig.first().take()).isEmpty();

    rig.run(() -> rig.second().end("code 1006"));

    assertThat(rig.take()).containsExactly("upgrade failed");
    assertThat(rig.first().isResumed()).isTrue();
    assertThat(rig.first().take()).containsExactly("4a");
    assertThat(rig.state()).isEqualTo(State.OPEN);
  }

  @Test
  void aSessionThatCanBeWrittenAgainSaysSo() {
    SessionRig rig = SessionRig.open();
    rig.run(() -> rig.second().ready());
    rig.send("a");
    rig.run(() -> rig.second().packet("3probe"));
    rig.run(() -> rig.first().drain());
    assertThat(rig.isWritable()).isFalse();
    assertThat(rig.take()).isEmpty();

    rig.run(() -> rig.second().end("code 1006"));

    assertThat(rig.isWritable()).isTrue();
    assertThat(rig.take()).containsExactly("drain", "upgrade failed");
  }

  @Test
  void aWebSocketThatThrowsLeavesTheSessionAsItIs() {
    SessionRig rig = new SessionRig(options -> options, Set.of("websocket open"));
    rig.run(() -> rig.first().ready());

    rig.run(
        () -> {
          rig.first().packet(SessionRig.HANDSHAKE);
          rig.first().packet("4behind it");
        });

    assertThat(rig.take()).containsExactly("open abc", "upgrade failed", "message behind it");
    assertThat(rig.failure).hasRootCauseInstanceOf(IllegalStateException.class);
    assertThat(rig.second().isAborted()).isTrue();
    assertThat(rig.timers.pending()).isEqualTo(1);
  }

  @Test
  void aPauseThatTakesTooLongIsGivenUp() {
    SessionRig rig = SessionRig.open();
    rig.run(() -> rig.second().ready());
    rig.run(() -> rig.second().packet("3probe"));

    rig.advance(Duration.ofSeconds(10));

    assertThat(rig.take()).containsExactly("drain", "upgrade failed");
    assertThat(rig.first().isResumed()).isTrue();
    assertThat(rig.second().isAborted()).isTrue();
  }

  @Test
  void theSessionMayEndAtAnyStage() {
    for (int stage = 0; stage < 4; stage++) {
      SessionRig rig = SessionRig.open();
      advanceTo(stage, rig);

      rig.run(() -> rig.first().fail(new ConnectFailure.Tcp("reset", null)));

      assertThat(rig.take()).containsExactly("close transport error");
      assertThat(rig.second().isAborted()).isTrue();
      assertThat(rig.timers.pending()).isZero();
    }
  }

  /** Not open; open; probe out; polling about to pause. */
  private static void advanceTo(int stage, SessionRig rig) {
    if (stage > 0) {
      rig.run(() -> rig.second().ready());
    }
    if (stage > 1) {
      rig.run(() -> rig.second().drain());
    }
    if (stage > 2) {
      rig.run(() -> rig.second().packet("3probe"));
    }
  }

  @Test
  void closingGivesUpAProbeButWaitsForAPause() {
    for (int stage = 0; stage < 3; stage++) {
      SessionRig rig = SessionRig.open();
      advanceTo(stage, rig);
      rig.run(rig.session::close);
      assertThat(rig.second().isAborted()).isTrue();
      assertThat(rig.first().isClosing()).isTrue();
    }
    SessionRig rig = SessionRig.open();
    advanceTo(3, rig);
    assertThat(rig.second().take()).containsExactly("2probe");
    rig.send("a");

    rig.run(rig.session::close);
    assertThat(rig.first().isClosing()).isFalse();
    rig.run(() -> rig.first().rest());
    assertThat(rig.second().isClosing()).isFalse();
    rig.run(() -> rig.second().drain());
    assertThat(rig.second().take()).containsExactly("5", "4a");
    assertThat(rig.second().isClosing()).isTrue();
    rig.run(() -> rig.second().end("as we wanted"));

    assertThat(rig.take()).containsExactly("upgrade websocket", "close forced close");
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void closingGoesOnByPollingWhenThePauseFails() {
    SessionRig rig = SessionRig.open();
    advanceTo(3, rig);
    rig.send("a");
    rig.run(rig.session::close);

    rig.run(() -> rig.second().fail(new ConnectFailure.Tcp("reset", null)));

    assertThat(rig.first().take()).containsExactly("4a");
    assertThat(rig.first().isClosing()).isTrue();
  }

  @Test
  void aPauseOfReadingHoldsForTheNextTransportToo() {
    SessionRig rig = SessionRig.open();
    advanceTo(3, rig);
    rig.run(rig.session::pauseReading);

    rig.run(() -> rig.second().drain());
    rig.run(() -> rig.first().rest());

    assertThat(rig.second().isReading()).isFalse();
    rig.run(rig.session::resumeReading);
    assertThat(rig.second().isReading()).isTrue();
  }
}
