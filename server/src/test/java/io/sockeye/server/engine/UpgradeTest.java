package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Protocol section "upgrade": from long polling to WebSocket, losing nothing. */
class UpgradeTest {
  private final EngineRig rig = new EngineRig();

  @Test
  void upgradeMovesTheSessionToTheWebSocket() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();

    link.text("2probe");
    assertThat(link.take()).containsExactly("3probe");
    FakeExchange poll = rig.poll(sid);
    rig.advance(100);
    assertThat(poll.text()).isEqualTo("6");
    link.text("5");
    link.text("4hello");
    rig.send("answer");

    assertThat(rig.messages).containsExactly("hello");
    assertThat(link.take()).containsExactly("4answer");
    assertThat(rig.upgrades).containsExactly("websocket");
    assertThat(rig.session().transport()).isEqualTo(TransportType.WEBSOCKET);
  }

  @Test
  void pollsComeBackWithinAHundredMillisecondsOfTheProbe() {
    String sid = rig.openPolling();
    FakeExchange first = rig.poll(sid);
    rig.upgradeOf(sid).open().text("2probe");

    rig.advance(99);
    assertThat(first.isAnswered()).isFalse();
    rig.advance(1);
    assertThat(first.text()).isEqualTo("6");
    FakeExchange second = rig.poll(sid);
    rig.advance(100);

    assertThat(second.text()).isEqualTo("6");
  }

  @Test
  void pollThatCameBackWithDataInTimeIsNotFollowedByAnEmptyOneAtOnce() {
    String sid = rig.openPolling();
    FakeExchange first = rig.poll(sid);
    rig.upgradeOf(sid).open().text("2probe");

    rig.send("answer");
    FakeExchange second = rig.poll(sid);

    assertThat(first.text()).isEqualTo("4answer");
    assertThat(second.isAnswered()).isFalse();
  }

  @Test
  void sessionGoesOnByPollingUntilTheUpgradePacket() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    link.take();
    rig.send("one");

    assertThat(rig.poll(sid).text()).isEqualTo("4one");
    rig.post(sid, "4two");
    rig.send("three");
    link.text("5");

    assertThat(link.take()).containsExactly("4three");
    assertThat(rig.messages).containsExactly("two");
  }

  @Test
  void pollingAfterTheUpgradeIsRefused() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    link.text("5");

    assertThat(rig.poll(sid).text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(rig.refusals).containsExactly("3 TRANSPORT_MISMATCH");
    assertThat(link.isClosed()).isFalse();
  }

  @Test
  void secondWebSocketIsAcceptedAndClosedAndTheFirstGoesOn() {
    String sid = rig.openPolling();
    FakeLink first = rig.upgradeOf(sid).open();
    FakeLink during = rig.upgradeOf(sid).open();
    assertThat(during.closeCode()).isZero();
    first.text("2probe");
    first.text("5");

    FakeLink after = rig.upgradeOf(sid).open();

    assertThat(after.closeCode()).isZero();
    first.text("4hello");
    assertThat(rig.messages).containsExactly("hello");
  }

  @Test
  void otherPacketFromTheCandidateAbandonsItAndTheSessionLives() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();

    link.text("4early");

    assertThat(link.isClosed()).isTrue();
    assertThat(rig.messages).isEmpty();
    assertThat(rig.upgrades)
        .containsExactly("failed: expected a probe or an upgrade packet, got MESSAGE");
    rig.send("hello");
    assertThat(rig.poll(sid).text()).isEqualTo("4hello");
  }

  @Test
  void upgradePacketWithoutProbeAbandonsTheCandidate() {
    FakeLink link = rig.upgradeOf(rig.openPolling()).open();

    link.text("5");

    assertThat(link.isClosed()).isTrue();
    assertThat(rig.session().transport()).isEqualTo(TransportType.POLLING);
  }

  @Test
  void undecodablePacketFromTheCandidateAbandonsItOnly() {
    FakeLink link = rig.upgradeOf(rig.openPolling()).open();

    link.text("abc");

    assertThat(link.isClosed()).isTrue();
    assertThat(rig.closes).isEmpty();
  }

  @Test
  void candidateThatIsSilentIsClosedAfterUpgradeTimeout() {
    EngineRig slow = new EngineRig(EngineOptions.builder());
    String sid = slow.openPolling();
    FakeLink link = slow.upgradeOf(sid).open();
    link.text("2probe");

    slow.advance(9_999);
    assertThat(link.isClosed()).isFalse();
    slow.advance(1);

    assertThat(link.isClosed()).isTrue();
    assertThat(slow.upgrades).containsExactly("failed: upgrade timeout");
    slow.send("hello");
    assertThat(slow.poll(sid).text()).isEqualTo("4hello");
  }

  @Test
  void sessionThatWasUpgradedInTimeOutlivesTheUpgradeTimeout() {
    EngineRig patient = new EngineRig(EngineRig.options().upgradeTimeout(Duration.ofMillis(150)));
    FakeLink link = patient.upgradeOf(patient.openPolling()).open();
    link.text("2probe");
    link.text("5");
    link.take();

    patient.advance(200);
    patient.send("still here");

    assertThat(link.take()).containsExactly("4still here");
    assertThat(patient.closes).isEmpty();
  }

  @Test
  void anotherUpgradeMayFollowOneThatFailed() {
    String sid = rig.openPolling();
    rig.upgradeOf(sid).open().disconnect();
    rig.upgradeOf(sid).failHandshake();

    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    link.text("5");

    assertThat(rig.session().transport()).isEqualTo(TransportType.WEBSOCKET);
  }

  @Test
  void webSocketThatDiesAfterTheUpgradeEndsTheSession() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    link.text("5");

    link.disconnect();

    assertThat(rig.closes).containsExactly("transport close: websocket closed with code 1005");
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void sessionThatIsClosedDuringTheUpgradeDeliversWhatWaitsFirst() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    link.take();
    rig.send("last words");
    rig.session().close();
    assertThat(rig.closes).isEmpty();

    link.text("5");

    assertThat(link.take()).containsExactly("4last words");
    assertThat(link.isClosed()).isTrue();
    assertThat(rig.closes).containsExactly("forced close");
  }

  @Test
  void sessionThatEndsDuringTheUpgradeTakesTheCandidateWithIt() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");

    rig.post(sid, "1");

    assertThat(link.isClosed()).isTrue();
    assertThat(rig.closes).hasSize(1);
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void postThatIsStillBeingReadWhenTheClientHasChangedOverIsRefused() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    FakeExchange post = rig.request("POST", "EIO=4&transport=polling&sid=" + sid);

    link.text("5");
    post.body("4late");

    assertThat(post.status()).isEqualTo(400);
    assertThat(rig.messages).isEmpty();
    assertThat(rig.closes).isEmpty();
  }

  @Test
  void pollThatOvertookTheUpgradePacketOnAnotherConnectionIsRefused() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    FakeExchange late = rig.poll(sid);

    link.text("5");

    assertThat(late.status()).isEqualTo(400);
    assertThat(late.text()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(rig.closes).isEmpty();
  }

  @Test
  void upgradesThatAreSwitchedOffAreNotOfferedAndTurnedAway() {
    EngineRig off = new EngineRig(EngineRig.options().allowUpgrades(false));
    FakeExchange handshake = off.get("EIO=4&transport=polling");
    assertThat(handshake.text()).contains("\"upgrades\":[]");

    FakeLink link = off.upgradeOf(EngineRig.sidOf(handshake.text())).open();

    assertThat(link.isClosed()).isTrue();
    assertThat(off.closes).isEmpty();
  }

  @Test
  void upgradeRequestWithoutUpgradeHeaderIsNoPoll() {
    String sid = rig.openPolling();
    rig.send("kept");

    FakeExchange refused = rig.get("EIO=4&transport=websocket&sid=" + sid);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(rig.poll(sid).text()).isEqualTo("4kept");
  }
}
