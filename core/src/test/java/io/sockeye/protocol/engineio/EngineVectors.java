package io.sockeye.protocol.engineio;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Vectors.Vector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What the shared vectors of Engine.IO mean in our classes. */
final class EngineVectors {
  private EngineVectors() {}

  static EnginePacket decodeFrame(EngineCodec codec, Vector vector) throws ProtocolException {
    return vector.text("text") == null
        ? codec.decodeBinary(vector.bytes("binary"))
        : codec.decodeText(bytes(vector.text("text")));
  }

  static byte[] body(Vector vector) {
    return vector.text("body") == null ? vector.bytes("bodyHex") : bytes(vector.text("body"));
  }

  static List<EnginePacket> packets(Vector vector) {
    List<EnginePacket> packets = new ArrayList<>();
    vector.json().get("packets").forEach(packet -> packets.add(packet(packet)));
    return packets;
  }

  static EnginePacket packet(JsonNode json) {
    EnginePacket.Type type =
        EnginePacket.Type.valueOf(json.get("type").stringValue().toUpperCase(Locale.ROOT));
    return json.has("bytes")
        ? EnginePacket.binary(HexFormat.of().parseHex(json.get("bytes").stringValue()))
        : EnginePacket.text(type, json.get("data").stringValue());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
