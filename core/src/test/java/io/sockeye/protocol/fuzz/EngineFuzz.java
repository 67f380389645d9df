package io.sockeye.protocol.fuzz;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EngineCodec;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames and payloads of Engine.IO: read or refused, and what was read is written and read alike.
 */
public final class EngineFuzz {
  private static final EngineCodec CODEC = EngineVersion.V4.codec();

  private EngineFuzz() {}

  /** Jazzer's way in. */
  public static void fuzzerTestOneInput(byte[] input) {
    frame(input);
    payload(input);
  }

  private static void frame(byte[] input) {
    try {
      EnginePacket packet = CODEC.decodeText(input.clone());
      byte[] again = PacketGroup.of(packet).payload(EngineVersion.V4);
      require(CODEC.decodeText(again).equals(packet), "the packet is read alike");
      require(CODEC.decodeBinary(input).isBinary(), "a binary frame is a binary message");
    } catch (ProtocolException refused) {
      requireMessage(refused);
    }
  }

  private static void payload(byte[] input) {
    Limits limits = Limits.defaults().withMaxPacketsPerPayload(50);
    List<PacketGroup> groups = new ArrayList<>();
    List<EnginePacket> packets = read(input, limits);
    packets.forEach(packet -> groups.add(PacketGroup.of(packet)));
    if (!packets.isEmpty()) {
      byte[] again = PacketGroup.payload(EngineVersion.V4, groups);
      require(read(again, limits).equals(packets), "the payload is read alike");
    }
  }

  private static List<EnginePacket> read(byte[] body, Limits limits) {
    List<EnginePacket> packets = new ArrayList<>();
    PayloadDecoder decoder = CODEC.payload(body, limits);
    try {
      for (EnginePacket packet = decoder.next(); packet != null; packet = decoder.next()) {
        packets.add(packet);
        require(packets.size() <= limits.maxPacketsPerPayload(), "the limit holds");
      }
      require(!packets.isEmpty(), "no body is empty");
    } catch (ProtocolException refused) {
      requireMessage(refused);
    }
    return packets;
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("expected that " + what);
    }
  }

  static void requireMessage(ProtocolException refused) {
    String message = refused.getMessage();
    require(
        message.startsWith("expected ") && message.length() < 200,
        "a message says what and no more");
    require(refused.getStackTrace().length == 0, "a refusal has no stack trace");
  }
}
