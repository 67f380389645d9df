package io.sockeye.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Vectors;
import io.sockeye.protocol.Vectors.Vector;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The shared vectors of both revisions, read and written. */
final class EngineVectorsTest {
  /** How the payloads of one file are read and written. */
  enum Form {
    V4("v4-payloads.jsonl", EngineVersion.V4, false),
    V3("v3-payloads.jsonl", EngineVersion.V3, false),
    V3_BINARY("v3-binary-payloads.jsonl", EngineVersion.V3, true);

    private final String file;
    private final EngineVersion version;
    private final boolean binary;

    Form(String file, EngineVersion version, boolean binary) {
      this.file = file;
      this.version = version;
      this.binary = binary;
    }

    PayloadDecoder decoder(byte[] body) {
      EngineCodec codec = version.codec();
      return binary
          ? codec.binaryPayload().orElseThrow().decoder(body, Limits.defaults())
          : codec.payload(body, Limits.defaults());
    }

    byte[] encode(List<PacketGroup> groups) {
      return binary
          ? PacketGroup.binaryPayload(version, groups)
          : PacketGroup.payload(version, groups);
    }
  }

  static Stream<Arguments> frames() {
    return Stream.of(EngineVersion.values())
        .flatMap(
            version ->
                Vectors.of("engineio/v" + version.number() + "-frames.jsonl").stream()
                    .map(vector -> Arguments.of(version, vector)));
  }

  static Stream<Arguments> payloads() {
    return Stream.of(Form.values())
        .flatMap(
            form ->
                Vectors.of("engineio/" + form.file).stream()
                    .map(vector -> Arguments.of(form, vector)));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void frameIsReadAsTheVectorSays(EngineVersion version, Vector vector) throws ProtocolException {
    if (vector.is("error", false)) {
      assertThatThrownBy(() -> EngineVectors.decodeFrame(version.codec(), vector))
          .isInstanceOf(ProtocolException.class);
      return;
    }
    EnginePacket packet = EngineVectors.decodeFrame(version.codec(), vector);

    assertThat(packet).isEqualTo(EngineVectors.packet(vector.json().get("packet")));
    assertThat(packet.isBinary()).isEqualTo(vector.json().get("packet").has("bytes"));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void packetIsWrittenAsTheVectorSays(EngineVersion version, Vector vector) {
    if (vector.is("error", false) || !vector.is("encode", true)) {
      return;
    }
    EnginePacket packet = EngineVectors.packet(vector.json().get("packet"));
    WireFrames frames = PacketGroup.of(packet).frames(version);

    assertThat(frames.count()).isEqualTo(1);
    assertThat(frames.isBinary(0)).isEqualTo(vector.text("text") == null);
    assertThat(frames.bytes(0).toArray())
        .isEqualTo(
            frames.isBinary(0) ? vector.bytes("binary") : EngineVectors.bytes(vector.text("text")));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void payloadIsReadAsTheVectorSays(Form form, Vector vector) throws ProtocolException {
    PayloadDecoder decoder = form.decoder(EngineVectors.body(vector));
    List<EnginePacket> expected = EngineVectors.packets(vector);

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
  void payloadIsWrittenAsTheVectorSays(Form form, Vector vector) {
    if (vector.is("error", false) || !vector.is("encode", true)) {
      return;
    }
    List<PacketGroup> groups = EngineVectors.packets(vector).stream().map(PacketGroup::of).toList();

    assertThat(form.encode(groups)).isEqualTo(EngineVectors.body(vector));
  }
}
