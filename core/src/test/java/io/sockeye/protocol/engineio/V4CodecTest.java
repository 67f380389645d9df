package io.sockeye.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Vectors;
import io.sockeye.protocol.Vectors.Vector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The shared vectors of revision 4, and its limits. */
final class V4CodecTest {
  private final EngineCodec codec = EngineVersion.V4.codec();

  static List<Vector> frames() {
    return Vectors.of("engineio/v4-frames.jsonl");
  }

  static List<Vector> payloads() {
    return Vectors.of("engineio/v4-payloads.jsonl");
  }

  @ParameterizedTest
  @MethodSource("frames")
  void frameIsReadAsTheVectorSays(Vector vector) throws ProtocolException {
    if (vector.is("error", false)) {
      assertThatThrownBy(() -> decodeFrame(vector)).isInstanceOf(ProtocolException.class);
      return;
    }
    EnginePacket packet = decodeFrame(vector);

    assertThat(packet).isEqualTo(packet(vector.json().get("packet")));
    assertThat(packet.isBinary()).isEqualTo(vector.json().get("packet").has("bytes"));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void packetIsWrittenAsTheVectorSays(Vector vector) {
    if (vector.is("error", false) || !vector.is("encode", true)) {
      return;
    }
    EnginePacket packet = packet(vector.json().get("packet"));
    WireFrames frames = PacketGroup.of(packet).frames(EngineVersion.V4);

    assertThat(frames.count()).isEqualTo(1);
    assertThat(frames.isBinary(0)).isEqualTo(vector.text("text") == null);
    assertThat(frames.bytes(0).toArray())
        .isEqualTo(
            frames.isBinary(0)
                ? vector.bytes("binary")
                : vector.text("text").getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void payloadIsReadAsTheVectorSays(Vector vector) throws ProtocolException {
    PayloadDecoder decoder = codec.payload(body(vector), Limits.defaults());
    List<EnginePacket> expected = packets(vector);

    for (EnginePacket packet : expected) {
      assertThat(decoder.next()).isEqualTo(packet);
    }

    if (vector.is("error", false)) {
      assertThatThrownBy(decoder::next).isInstanceOf(ProtocolException.class);
    }
    assertThat(decoder.next()).as("after the end, or after an error").isNull();
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void payloadIsWrittenAsTheVectorSays(Vector vector) {
    if (vector.is("error", false) || !vector.is("encode", true)) {
      return;
    }
    List<PacketGroup> groups = packets(vector).stream().map(PacketGroup::of).toList();

    assertThat(PacketGroup.payload(EngineVersion.V4, groups)).isEqualTo(body(vector));
  }

  @Test
  void payloadOfTooManyPacketsIsRefusedWhereTheLimitIs() throws ProtocolException {
    Limits limits = Limits.defaults().withMaxPacketsPerPayload(3);
    PayloadDecoder decoder = codec.payload(bytes("4a\u001e4b\u001e4c\u001e4d\u001e4e"), limits);

    assertThat(decoder.next()).isNotNull();
    assertThat(decoder.next()).isNotNull();
    assertThat(decoder.next()).isNotNull();
    assertThatThrownBy(decoder::next)
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining("at most 3 packets");
  }

  @Test
  void floodOfControlPacketsIsRefusedAtTheSeventeenth() throws ProtocolException {
    for (String packet : List.of("6", "3", "2probe")) {
      String flood = (packet + "\u001e").repeat(200_000) + "6";
      PayloadDecoder decoder = codec.payload(bytes("4a\u001e" + flood), Limits.defaults());

      for (int i = 0; i < 17; i++) {
        assertThat(decoder.next()).isNotNull();
      }
      assertThatThrownBy(decoder::next)
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("at most 16 packets other than messages");
      assertThat(decoder.next()).isNull();
    }
  }

  @Test
  void floodOfEmptyMessagesIsRefusedAtTheLimit() throws ProtocolException {
    PayloadDecoder decoder = codec.payload(bytes("4\u001e".repeat(500_000)), Limits.defaults());

    for (int i = 0; i < 10_000; i++) {
      assertThat(decoder.next()).isNotNull();
    }
    assertThatThrownBy(decoder::next).isInstanceOf(ProtocolException.class);
  }

  @Test
  void packetDoesNotKeepTheBodyThatItCameIn() throws ProtocolException {
    PayloadDecoder decoder =
        codec.payload(bytes("4a\u001e4" + "b".repeat(10_000)), Limits.defaults());

    assertThat(decoder.next().frame().array()).hasSize(2);
  }

  @Test
  void errorSaysWhatWasExpectedAndWhatCame() {
    assertThatThrownBy(() -> codec.decodeText(bytes("x")))
        .hasMessage("expected an Engine.IO packet type from 0 to 6 or b, got byte 120")
        .hasNoCause();
    assertThatThrownBy(() -> codec.decodeText(bytes("bAA!")))
        .hasMessage("expected base64, got byte 33 at position 2");
    assertThatThrownBy(() -> codec.decodeText(bytes("")))
        .hasMessage("expected an Engine.IO packet, got an empty one");
  }

  private EnginePacket decodeFrame(Vector vector) throws ProtocolException {
    return vector.text("text") == null
        ? codec.decodeBinary(vector.bytes("binary"))
        : codec.decodeText(bytes(vector.text("text")));
  }

  private static byte[] body(Vector vector) {
    return vector.text("body") == null ? vector.bytes("bodyHex") : bytes(vector.text("body"));
  }

  private static List<EnginePacket> packets(Vector vector) {
    List<EnginePacket> packets = new ArrayList<>();
    vector.json().get("packets").forEach(packet -> packets.add(packet(packet)));
    return packets;
  }

  private static EnginePacket packet(JsonNode json) {
    EnginePacket.Type type =
        EnginePacket.Type.valueOf(json.get("type").stringValue().toUpperCase(Locale.ROOT));
    return json.has("bytes")
        ? EnginePacket.binary(HexFormat.of().parseHex(json.get("bytes").stringValue()))
        : EnginePacket.text(type, json.get("data").stringValue());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
