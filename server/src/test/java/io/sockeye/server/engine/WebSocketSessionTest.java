package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session over a WebSocket. */
class WebSocketSessionTest {
  private final EngineRig rig = new EngineRig();

  @Test
  void textAndBinaryGoBothWays() {
    rig.echo = true;
    FakeLink link = rig.openWebSocket();

    link.text("4hello");
    link.binary((byte) 1, (byte) 2, (byte) 3, (byte) 4);

    assertThat(link.take()).containsExactly("4hello", "0x01020304");
  }

  @Test
  void clientThatAskedForBase64GetsBinaryAsText() {
    FakeLink link = rig.upgrade("EIO=4&transport=websocket&b64=1").open();
    link.take();
    rig.session()
        .send(
            PacketGroup.of(
                EnginePacket.text(EnginePacket.Type.MESSAGE, "head"),
                List.of(new byte[] {1, 2, 3, 4})));

    link.text("bAQIDBA==");

    assertThat(link.take()).containsExactly("4head", "bAQIDBA==");
    assertThat(rig.messages).containsExactly("binary 4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "", "7", "9x", "b!!!!"})
  void frameThatCannotBeReadEndsTheSession(String frame) {
    FakeLink link = rig.openWebSocket();

    link.text(frame);

    assertThat(link.closeCode()).isEqualTo(1002);
    assertThat(rig.closes).singleElement().asString().startsWith("parse error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0{}", "5", "2probe", "2"})
  void packetInTheWrongDirectionOrPlaceEndsTheSession(String frame) {
    FakeLink link = rig.openWebSocket();

    link.text(frame);

    assertThat(link.isClosed()).isTrue();
    assertThat(rig.closes).singleElement().asString().startsWith("transport error");
  }

  @Test
  void noopOfTheClientIsIgnored() {
    FakeLink link = rig.openWebSocket();

    link.text("6");

    assertThat(link.isClosed()).isFalse();
  }

  @Test
  void closePacketEndsTheSession() {
    FakeLink link = rig.openWebSocket();

    link.text("1");

    assertThat(link.isClosed()).isTrue();
    assertThat(rig.closes).containsExactly("transport close: closed by the client");
  }

  @Test
  void nothingIsTakenAfterTheEnd() {
    FakeLink link = rig.openWebSocket();
    rig.session().discard();

    link.text("4late");
    rig.send("late too");

    assertThat(rig.messages).isEmpty();
    assertThat(link.take()).isEmpty();
    assertThat(rig.closes).containsExactly("forced close: discarded");
  }

  @Test
  void closeComesAfterWhatWasSent() {
    FakeLink link = rig.openWebSocket();
    rig.send("last words");

    rig.session().close();

    assertThat(link.take()).containsExactly("4last words");
    assertThat(link.closeCode()).isZero();
    assertThat(rig.closes).containsExactly("forced close");
  }

  @Test
  void volatileMessageIsDroppedAboveTheHighWaterMarkAndOthersAreNot() {
    EngineRig small =
        new EngineRig(EngineRig.options().outboundHighWaterMark(100).maxOutboundBytes(10_000));
    FakeLink link = small.openWebSocket();
    link.stopReading();
    small.send("x".repeat(99));
    link.take();

    small.session().sendVolatile(EngineRig.message("dropped"));
    small.send("kept");
    link.readAll();
    small.session().sendVolatile(EngineRig.message("sent"));

    assertThat(link.take()).containsExactly("4kept", "4sent");
    assertThat(small.drains).isEqualTo(1);
  }

  @Test
  void volatileMessageIsDroppedWithItsAttachments() {
    EngineRig small =
        new EngineRig(EngineRig.options().outboundHighWaterMark(100).maxOutboundBytes(10_000));
    FakeLink link = small.openWebSocket();
    link.stopReading();
    small.send("x".repeat(100));
    link.take();

    EnginePacket head = EnginePacket.text(EnginePacket.Type.MESSAGE, "dropped");
    small.session().sendVolatile(PacketGroup.of(head, List.of(new byte[] {1}, new byte[] {2})));

    assertThat(link.take()).isEmpty();
  }

  @Test
  void flagOfCompressionReachesTheLink() {
    FakeLink link = rig.openWebSocket();

    rig.send("may be compressed");
    rig.session().send(EngineRig.message("secret").withCompress(false));

    assertThat(link.compressed()).endsWith(true, false);
  }

  @Test
  void readerThatStopsIsCutAtTheBound() {
    EngineRig small =
        new EngineRig(EngineRig.options().outboundHighWaterMark(10).maxOutboundBytes(1_000));
    FakeLink link = small.openWebSocket();
    link.stopReading();

    for (int i = 0; i < 12; i++) {
      small.send("x".repeat(99));
    }

    assertThat(link.isAborted()).isTrue();
    assertThat(small.closes)
        .containsExactly("transport error: slow consumer: more than 1000 bytes wait to be sent");
  }

  @Test
  void pausedSessionStopsReadingItsConnection() {
    FakeLink link = rig.openWebSocket();

    rig.session().pauseReading();
    assertThat(link.isReading()).isFalse();
    rig.session().resumeReading();

    assertThat(link.isReading()).isTrue();
  }

  @Test
  void pauseGoesAlongWithTheUpgrade() {
    String sid = rig.openPolling();
    rig.session().pauseReading();
    FakeLink link = rig.upgradeOf(sid).open();
    link.text("2probe");

    link.text("5");

    assertThat(link.isReading()).isFalse();
  }
}
