package io.sockeye.protocol.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.PacketVectors;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Vectors;
import io.sockeye.protocol.Vectors.Vector;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shared vectors of the MessagePack parser, most of them written by the npm package. */
final class MsgpackVectorsTest {
  private final SocketCodec codec = MsgpackCodec.create();
  private final SocketDecoder decoder = codec.decoder(Limits.defaults());

  static List<Vector> packets() {
    return Vectors.of("msgpack/packets.jsonl");
  }

  static List<Vector> refused() {
    return Vectors.of("msgpack/refused.jsonl");
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packetIsReadAsTheVectorSays(Vector vector) throws ProtocolException {
    SocketPacket packet = decoder.decode(message(vector));

    assertThat(PacketVectors.describe(packet)).isEqualTo(PacketVectors.expected(vector));
    assertThat(decoder.isReassembling()).isFalse();
    assertThat(decoder.pendingBytes()).isZero();
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packetIsWrittenAsTheVectorSays(Vector vector) {
    if (!vector.is("encode", true)) {
      return;
    }
    SocketPacket packet = PacketVectors.packet(vector.json().get("packet"));

    List<EnginePacket> written = codec.encode(packet).packets();

    assertThat(written).containsExactly(message(vector));
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packetThatIsSentOnIsReadTheSame(Vector vector) throws ProtocolException {
    SocketPacket packet = decoder.decode(message(vector));
    if (packet instanceof SocketPacket.Ack ack && ack.id() == SocketPacket.NO_ID) {
      return;
    }

    SocketPacket again = decoder.decode(codec.encode(packet).packets().get(0));

    assertThat(PacketVectors.describe(again)).isEqualTo(PacketVectors.describe(packet));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void brokenPacketIsRefused(Vector vector) {
    EnginePacket message = message(vector);

    assertThatThrownBy(() -> decoder.decode(message))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected ")
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
  }

  private static EnginePacket message(Vector vector) {
    return vector.text("text") == null
        ? EnginePacket.binary(vector.bytes("hex"))
        : EnginePacket.text(EnginePacket.Type.MESSAGE, vector.text("text"));
  }
}
