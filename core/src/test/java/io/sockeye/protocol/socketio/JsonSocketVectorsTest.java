package io.sockeye.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.PacketVectors;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.Vectors;
import io.sockeye.protocol.Vectors.Vector;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.json.JacksonJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The shared vectors of Socket.IO 5: every rule of sections 3.2 and 3.3, by its number. */
final class JsonSocketVectorsTest {
  private final SocketCodec codec = new JsonSocketCodec(JacksonJson.create());
  private final SocketDecoder decoder = codec.decoder(Limits.defaults());

  static List<Vector> packets() {
    return Vectors.of("socketio/packets.jsonl");
  }

  static List<Vector> refused() {
    return Vectors.of("socketio/refused.jsonl");
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packetIsReadAsTheVectorSays(Vector vector) throws ProtocolException {
    List<EnginePacket> messages = messages(vector);

    SocketPacket packet = null;
    for (EnginePacket message : messages) {
      assertThat(packet).as("not complete yet").isNull();
      packet = decoder.decode(message);
      assertThat(decoder.isReassembling()).isEqualTo(packet == null);
    }

    assertThat(PacketVectors.describe(packet)).isEqualTo(PacketVectors.expected(vector));
    assertThat(decoder.pendingBytes()).isZero();
    assertThat(decoder.decode(text("2[\"next\"]"))).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packetIsWrittenAsTheVectorSays(Vector vector) {
    if (!vector.is("encode", true)) {
      return;
    }

    List<EnginePacket> written =
        codec.encode(PacketVectors.packet(vector.json().get("packet"))).packets();

    assertThat(written).isEqualTo(messages(vector));
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packetThatIsSentOnIsReadTheSame(Vector vector) throws ProtocolException {
    SocketPacket packet = decodeAll(messages(vector));
    if (packet instanceof SocketPacket.Ack ack && ack.id() == SocketPacket.NO_ID) {
      return;
    }

    SocketPacket again = decodeAll(codec.encode(packet).packets());

    assertThat(PacketVectors.describe(again)).isEqualTo(PacketVectors.describe(packet));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void brokenPacketIsRefused(Vector vector) throws ProtocolException {
    List<EnginePacket> messages = messages(vector);
    for (EnginePacket message : messages.subList(0, messages.size() - 1)) {
      decoder.decode(message);
    }

    assertThatThrownBy(() -> decoder.decode(messages.get(messages.size() - 1)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected ")
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
  }

  private SocketPacket decodeAll(List<EnginePacket> messages) throws ProtocolException {
    SocketPacket packet = null;
    for (EnginePacket message : messages) {
      packet = decoder.decode(message);
    }
    return packet;
  }

  private static List<EnginePacket> messages(Vector vector) {
    List<EnginePacket> messages = new ArrayList<>();
    for (JsonNode message : vector.json().get("messages")) {
      if (message.isString()) {
        messages.add(text(message.stringValue()));
      } else if (message.has("hex")) {
        messages.add(EnginePacket.binary(PacketVectors.bytes(message.get("hex").stringValue())));
      } else {
        String frame = "34" + message.get("textHex").stringValue();
        messages.add(EnginePacket.ofFrame(Slice.of(PacketVectors.bytes(frame))));
      }
    }
    return messages;
  }

  private static EnginePacket text(String data) {
    return EnginePacket.ofFrame(Slice.of(("4" + data).getBytes(StandardCharsets.UTF_8)));
  }
}
