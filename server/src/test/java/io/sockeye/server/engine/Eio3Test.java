package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of revision 3 (section 2 of the behaviour spec): interval 300 ms, timeout 200 ms. */
class Eio3Test {
  private static final byte[] HELLO_AND_BYTES = {
    0, 6, -1, '4', 'h', 'e', 'l', 'l', 'o', 1, 5, -1, 4, 1, 2, 3, 4
  };

  private final EngineRig rig = EngineRig.ofEio3();

  // ---- the handshake

  @ParameterizedTest
  @ValueSource(strings = {"EIO=3&", "EIO=2&", "EIO=&", "EIO=04&", "EIO=abc&", ""})
  void whateverIsNotRevisionFourIsRefusedUnlessAllowed(String eio) {
    FakeExchange refused = new EngineRig().get(eio + "transport=polling");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text())
        .isEqualTo("{\"code\":5,\"message\":\"Unsupported protocol version\"}");

    FakeExchange handshake = rig.get(eio + "transport=polling");

    assertThat(handshake.status()).isEqualTo(200);
    assertThat(rig.session().version()).isEqualTo(EngineVersion.V3);
  }

  @Test
  void webSocketOfRevisionThreeIsRefusedUnlessAllowed() {
    EngineRig strict = new EngineRig();

    FakeExchange refused = strict.upgrade("EIO=3&transport=websocket");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).isEqualTo("Unsupported protocol version");
    assertThat(strict.refusals).containsExactly("5 UNSUPPORTED_PROTOCOL_VERSION");
  }

  @Test
  void clientsOfBothRevisionsAreServedSideBySide() {
    rig.echo = true;
    rig.openWebSocket();
    FakeLink newer = rig.openWebSocket("EIO=4&transport=websocket");

    newer.binary((byte) 1, (byte) 2);

    assertThat(rig.session().version()).isEqualTo(EngineVersion.V4);
    assertThat(newer.take()).containsExactly("0x0102");
    rig.advance(300);
    assertThat(newer.take()).containsExactly("2");
  }

  @Test
  void handshakeTellsTheLengthOfItsPacket() {
    String payload = rig.get("EIO=3&transport=polling").text();

    int colon = payload.indexOf(':');
    assertThat(payload.substring(colon + 1))
        .hasSize(Integer.parseInt(payload.substring(0, colon)))
        .startsWith("0{\"sid\":\"")
        .contains("\"upgrades\":[\"websocket\"],\"pingInterval\":300,\"pingTimeout\":200");
  }

  @Test
  void otherRevisionThanThatOfTheHandshakeIsRefused() {
    String sid = rig.openPolling();

    FakeExchange poll = rig.get("EIO=4&transport=polling&sid=" + sid);

    assertThat(poll.status()).isEqualTo(400);
    assertThat(rig.refusals).containsExactly("3 PROTOCOL_MISMATCH");
    FakeExchange without = rig.get("transport=polling&sid=" + sid);
    assertThat(without.isAnswered()).isFalse();
  }

  // ---- payloads

  @Test
  void textGoesAsText() {
    rig.echo = true;
    String sid = rig.openPolling();
    rig.post(sid, "6:4hello2:4€");

    FakeExchange poll = rig.poll(sid);

    assertThat(poll.text()).isEqualTo("6:4hello2:4€");
    assertThat(poll.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(poll.header("cache-control")).isEqualTo("no-store");
  }

  @Test
  void bytesMakeTheWholePayloadBinary() {
    rig.echo = true;
    String sid = rig.openPolling();
    rig.post(sid, "6:4hello10:b4AQIDBA==");

    FakeExchange poll = rig.poll(sid);

    assertThat(poll.response().body()).isEqualTo(HELLO_AND_BYTES);
    assertThat(poll.header("Content-Type")).isEqualTo("application/octet-stream");
  }

  @Test
  void clientThatCannotReadBytesGetsBase64() {
    rig.echo = true;
    String sid = EngineRig.sidOf(rig.get("EIO=3&transport=polling&b64=1").text());
    rig.post(sid, "6:4hello10:b4AQIDBA==");

    FakeExchange poll = rig.poll(sid);

    assertThat(poll.text()).isEqualTo("6:4hello10:b4AQIDBA==");
    assertThat(poll.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
  }

  @Test
  void postMayBeBinary() {
    String sid = rig.openPolling();

    FakeExchange post = rig.postBinary(sid, HELLO_AND_BYTES);

    assertThat(post.text()).isEqualTo("ok");
    assertThat(rig.messages).containsExactly("hello", "binary 4");
  }

  @Test
  void binaryPostThatIsNoPayloadEndsTheSession() {
    for (byte[] garbage :
        List.of(
            new byte[0],
            new byte[] {2, 1, -1, '4'},
            new byte[] {0, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, -1, '4'},
            new byte[400],
            "6:4hello".getBytes(StandardCharsets.UTF_8))) {
      String sid = rig.openPolling();
      rig.closes.clear();

      FakeExchange post = rig.postBinary(sid, garbage);

      assertThat(post.status()).isEqualTo(400);
      assertThat(rig.closes).hasSize(1).first().asString().startsWith("parse error");
      assertThat(rig.poll(sid).status()).isEqualTo(400);
    }
    assertThat(rig.messages).isEmpty();
  }

  @Test
  void lengthThatTheBodyDoesNotHoldEndsTheSession() {
    for (String bomb : List.of("999999999:4a", "9".repeat(310) + ":4a", "4a", "abc", "")) {
      String sid = rig.openPolling();

      assertThat(rig.post(sid, bomb).status()).isEqualTo(400);
      assertThat(rig.poll(sid).status()).isEqualTo(400);
    }
    assertThat(rig.closes)
        .hasSize(5)
        .allSatisfy(close -> assertThat(close).startsWith("parse error"));
  }

  // ---- WebSocket

  @Test
  void binaryFrameHasItsTypeInFront() {
    rig.echo = true;
    FakeLink link = rig.openWebSocket();

    link.binary((byte) 4, (byte) 1, (byte) 2, (byte) 3, (byte) 4);

    assertThat(rig.messages).containsExactly("binary 4");
    assertThat(link.take()).containsExactly("0x0401020304");
  }

  @Test
  void webSocketThatCannotReadBytesGetsBase64() {
    rig.echo = true;
    FakeLink link = rig.openWebSocket("EIO=3&transport=websocket&b64=1");

    link.text("b4AQIDBA==");

    assertThat(link.take()).containsExactly("b4AQIDBA==");
  }

  @Test
  void clientHasTimeToListenBeforeTheFirstFrame() {
    rig.echo = true;
    FakeLink link = rig.upgrade("EIO=3&transport=websocket").open();
    link.text("4early");
    rig.advance(9);
    assertThat(link.take()).isEmpty();
    assertThat(rig.messages).containsExactly("early");

    rig.advance(1);

    assertThat(link.take()).hasSize(2).last().isEqualTo("4early");
  }

  @Test
  void sessionThatIsClosedBeforeItsFirstFrameSendsItAndLeavesNoAlarm() {
    FakeLink link = rig.upgrade("EIO=3&transport=websocket").open();
    rig.session().discard();
    assertThat(rig.timers.pending()).isZero();
    assertThat(link.isAborted()).isTrue();

    FakeLink other = rig.upgrade("EIO=3&transport=websocket").open();
    rig.session().close();
    rig.advance(10);

    assertThat(other.take()).hasSize(1).first().asString().startsWith("0{");
    assertThat(other.isClosed()).isTrue();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void frameThatIsNoPacketEndsTheSession() {
    for (byte[] frame : List.of(new byte[0], new byte[] {1, 2}, new byte[] {'4', 1})) {
      FakeLink link = rig.openWebSocket();

      link.binary(frame);

      assertThat(link.closeCode()).isEqualTo(1002);
    }
    assertThat(rig.messages).isEmpty();
  }

  // ---- the heartbeat

  @Test
  void pingOfTheClientIsAnsweredByPolling() {
    String sid = rig.openPolling();

    assertThat(rig.post(sid, "1:2").text()).isEqualTo("ok");

    assertThat(rig.poll(sid).text()).isEqualTo("1:3");
  }

  @Test
  void pingOfTheClientIsAnsweredByWebSocketAndTheServerSendsNone() {
    FakeLink link = rig.openWebSocket();

    for (int i = 0; i < 5; i++) {
      rig.advance(480);
      assertThat(link.take()).isEmpty();
      link.text("2");
      assertThat(link.take()).containsExactly("3");
    }

    assertThat(rig.closes).isEmpty();
  }

  @Test
  void silentClientIsClosedAfterIntervalAndTimeoutExactly() {
    String sid = rig.openPolling();

    rig.advance(499);
    assertThat(rig.closes).isEmpty();
    rig.advance(1);

    assertThat(rig.closes).containsExactly("ping timeout");
    assertThat(rig.post(sid, "1:2").status()).isEqualTo(400);
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void nothingButAPingMovesTheDeadline() {
    FakeLink link = rig.openWebSocket();

    rig.advance(400);
    link.text("4still here");
    rig.advance(100);

    assertThat(rig.closes).containsExactly("ping timeout");
  }

  @Test
  void pongOfTheClientIsInTheWrongDirection() {
    FakeLink link = rig.openWebSocket();

    link.text("3");

    assertThat(rig.closes).containsExactly("transport error: invalid heartbeat direction");
    assertThat(link.isClosed()).isTrue();
  }

  @Test
  void pingFloodEndsTheSession() {
    FakeLink link = rig.openWebSocket();

    for (int i = 0; i < 11; i++) {
      link.text("2");
    }

    assertThat(rig.closes).containsExactly("transport error: more pings than intervals");
    assertThat(rig.limitHits).containsExactly("pings");
  }

  @Test
  void clientFromWhichNothingIsReadIsNotTakenForSilent() {
    FakeLink link = rig.openWebSocket();
    rig.session().pauseReading();

    rig.advance(2_000);
    assertThat(rig.closes).isEmpty();
    rig.session().resumeReading();
    rig.advance(200);

    assertThat(rig.closes).containsExactly("ping timeout");
    assertThat(link.isClosed()).isTrue();
  }

  // ---- the upgrade, and the end

  @Test
  void upgradeReleasesThePollWithANoop() {
    rig.echo = true;
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    assertThat(link.take()).containsExactly("3probe");
    FakeExchange poll = rig.poll(sid);
    rig.advance(100);
    assertThat(poll.text()).isEqualTo("1:6");

    link.text("5");
    link.text("4hello");

    assertThat(link.take()).containsExactly("4hello");
    assertThat(rig.upgrades).containsExactly("websocket");
    assertThat(rig.poll(sid).status()).isEqualTo(400);
  }

  @Test
  void attachmentsOfAnUpgradedClientKeepTheirOrder() {
    String sid = rig.openPolling();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");
    link.take();
    PacketGroup event =
        PacketGroup.of(
            EnginePacket.text(EnginePacket.Type.MESSAGE, "51-[…]"), List.of(new byte[] {9}));
    rig.session().send(event);
    rig.session().send(event);

    link.text("5");

    assertThat(link.take()).containsExactly("451-[…]", "0x0409", "451-[…]", "0x0409");
  }

  @Test
  void closeOfTheClientReleasesThePollWithANoop() {
    String sid = rig.openPolling();
    FakeExchange poll = rig.poll(sid);

    assertThat(rig.post(sid, "1:1").text()).isEqualTo("ok");

    assertThat(poll.text()).isEqualTo("1:6");
    assertThat(rig.closes).containsExactly("transport close: closed by the client");
  }

  @Test
  void closeOfTheServerIsTold() {
    String sid = rig.openPolling();
    FakeExchange poll = rig.poll(sid);

    rig.session().close();

    assertThat(poll.text()).isEqualTo("1:1");
  }
}
