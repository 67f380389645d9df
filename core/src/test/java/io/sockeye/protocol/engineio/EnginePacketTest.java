package io.sockeye.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.Slice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets as values, the handshake, and the choice of a revision. */
final class EnginePacketTest {
  @Test
  void packetWithoutDataIsSharedAndEqualToOneThatWasRead() {
    for (EnginePacket.Type type : EnginePacket.Type.values()) {
      EnginePacket packet = EnginePacket.of(type);

      assertThat(EnginePacket.text(type, "")).isSameAs(packet);
      assertThat(EnginePacket.ofFrame(slice("" + type.code()))).isEqualTo(packet);
      assertThat(packet.type()).isEqualTo(type);
      assertThat(packet.data().isEmpty()).isTrue();
    }
  }

  @Test
  void frameIsKeptWithoutCopy() {
    Slice frame = slice("xx4hello").part(2, 6);

    EnginePacket packet = EnginePacket.ofFrame(frame);

    assertThat(packet.frame()).isSameAs(frame);
    assertThat(packet.data().utf8()).isEqualTo("hello");
    assertThat(packet.data().array()).isSameAs(frame.array());
  }

  @Test
  void frameOfNoTypeIsRefused() {
    for (String frame : List.of("", "7", "b", "x")) {
      assertThatThrownBy(() -> EnginePacket.ofFrame(slice(frame)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void textAndBinaryOfTheSameBytesDiffer() {
    assertThat(EnginePacket.binary("4a".getBytes(StandardCharsets.UTF_8)))
        .isNotEqualTo(EnginePacket.text(EnginePacket.Type.MESSAGE, "a"));
  }

  @Test
  void toStringDoesNotShowData() {
    assertThat(EnginePacket.text(EnginePacket.Type.MESSAGE, "secret"))
        .hasToString("MESSAGE(6 bytes)");
  }

  @Test
  void openPacketHasTheFieldsInTheOrderOfTheReference() {
    OpenPacket open =
        new OpenPacket("lv_VI97HAXpY6yYWAAAC", List.of("websocket"), 25000, 20000, 1000000);

    assertThat(open.toPacket().frame().utf8())
        .isEqualTo(
            "0{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[\"websocket\"],"
                + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
    assertThat(new OpenPacket("a", List.of(), 1, 2, 3).toPacket().frame().utf8())
        .isEqualTo(
            "0{\"sid\":\"a\",\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":2,\"maxPayload\":3}");
    assertThat(new OpenPacket("a", List.of("x", "y"), 1, 2, 3).toPacket().frame().utf8())
        .contains("[\"x\",\"y\"]");
  }

  @Test
  void sidThatJsonWouldHaveToEscapeIsRefused() {
    for (String sid : List.of("", "a\"b", "a\\b", "a\nb")) {
      assertThatThrownBy(() -> new OpenPacket(sid, List.of(), 1, 1, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void revisionFourIsExactlyTheStringFourAndAllElseIsThree() {
    assertThat(EngineVersion.of("4")).isEqualTo(EngineVersion.V4);
    for (String other : List.of("3", "2", "", "04", "4.0", " 4", "5")) {
      assertThat(EngineVersion.of(other)).isEqualTo(EngineVersion.V3);
    }
    assertThat(EngineVersion.of(null)).isEqualTo(EngineVersion.V3);
  }

  private static Slice slice(String text) {
    return Slice.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
