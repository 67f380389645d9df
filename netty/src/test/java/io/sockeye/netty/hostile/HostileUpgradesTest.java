package io.sockeye.netty.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.testkit.WireClient;
import io.sockeye.testkit.WireClient.Frame;
import io.sockeye.testsupport.Leftovers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * WebSockets that are opened for a session and then do not do what an upgrade is: rows V22, V32 and
 * U05 to U08 of the matrix. The session goes on by long polling, and loses nothing.
 */
@ExtendWith(Leftovers.class)
final class HostileUpgradesTest {
  @RegisterExtension
  static final Siege siege =
      new Siege(options -> options.upgradeTimeout(Duration.ofMillis(400)), io -> {});

  private static WireClient candidate(Attacker attacker) {
    return siege.connect().openWebSocket(Siege.PATH + "websocket&sid=" + attacker.sid());
  }

  private static void requirePolling(Attacker attacker) {
    WireClient client = attacker.client();
    assertThat(client.post(attacker.target(), "42[\"echo\",\"well\"]").answer().body())
        .isEqualTo("ok");
    StringBuilder came = new StringBuilder();
    while (!came.toString().endsWith("42[\"echo\",\"well\"]")) { // a noop may come first
      came.append(client.get(attacker.target()).answer().body());
    }
    assertThat(client.post(attacker.target(), "1").answer().body()).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5", "2", "2prob", "3probe", "40", "42[\"keep\",\"x\"]", "0{}", "1", "6", "x", ""})
  void otherPacketThanAProbeEndsTheCandidateAlone(String packet) {
    try (Attacker attacker = siege.joinedPolling();
        WireClient candidate = candidate(attacker)) {
      candidate.text(packet);

      assertThat(candidate.closeFrame()).isNotNull();
      requirePolling(attacker);
      assertThat(siege.kept).doesNotContain("x");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "40", "42[\"keep\",\"y\"]", "0{}", "1", "x"})
  void otherPacketThanAnUpgradeAfterTheProbeEndsTheCandidateAlone(String packet) {
    try (Attacker attacker = siege.joinedPolling();
        WireClient candidate = candidate(attacker)) {
      assertThat(candidate.text("2probe").frame().text()).isEqualTo("3probe");

      candidate.text(packet);

      assertThat(candidate.closeFrame()).isNotNull();
      requirePolling(attacker);
      assertThat(siege.kept).doesNotContain("y");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void candidateThatFallsSilentIsClosed(boolean probes) {
    try (Attacker attacker = siege.joinedPolling();
        WireClient candidate = candidate(attacker)) {
      if (probes) {
        candidate.text("2probe");
      }

      assertThat(candidate.closeFrame()).isNotNull();
      requirePolling(attacker);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void candidateThatIsCutLosesNothing(boolean probes) {
    try (Attacker attacker = siege.joinedPolling();
        WireClient candidate = candidate(attacker)) {
      if (probes) {
        assertThat(candidate.text("2probe").frame().text()).isEqualTo("3probe");
      }
      candidate.reset();

      requirePolling(attacker);
    }
  }

  @Test
  void secondCandidateIsTurnedAwayAndTheFirstGoesOn() {
    try (Attacker attacker = siege.joinedPolling();
        WireClient first = candidate(attacker)) {
      assertThat(first.text("2probe").frame().text()).isEqualTo("3probe");
      try (WireClient second = candidate(attacker)) {
        assertThat(second.closeFrame()).isNotNull();
      }

      first.text("5").text("42[\"echo\",1]");

      assertThat(first.frame().text()).isEqualTo("42[\"echo\",1]");
    }
  }

  @Test
  void sessionThatHasChangedOverIsTakenByNobodyElse() {
    try (Attacker attacker = siege.joinedPolling();
        WireClient owner = candidate(attacker)) {
      assertThat(owner.text("2probe").frame().text()).isEqualTo("3probe");
      owner.text("5").text("42[\"echo\",1]");
      assertThat(owner.frame().text()).isEqualTo("42[\"echo\",1]");

      try (WireClient thief = candidate(attacker);
          WireClient poll = siege.connect()) {
        Frame turnedAway = thief.closeFrame();
        assertThat(turnedAway).isNotNull();
        assertThat(poll.get(attacker.target()).answer().status()).isEqualTo(400);
        assertThat(poll.post(attacker.target(), "1").answer().status()).isEqualTo(400);
      }
      assertThat(owner.text("42[\"echo\",2]").frame().text()).isEqualTo("42[\"echo\",2]");
    }
  }

  /** U07: a proxy that strips the header must not make an upgrade a poll. */
  @Test
  void upgradeWithoutItsHeaderIsNoPoll() {
    try (Attacker attacker = siege.joinedPolling();
        WireClient stripped = siege.connect()) {
      assertThat(stripped.get(Siege.PATH + "websocket&sid=" + attacker.sid()).answer().status())
          .isEqualTo(400);

      requirePolling(attacker);
    }
  }
}
