package io.sockeye.protocol.fuzz;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EngineCodec;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import io.sockeye.protocol.engineio.WireFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Frames and payloads of both revisions of Engine.IO: read or refused, and what was read is written
 * and read alike.
 */
public final class EngineFuzz {
  private static final Limits LIMITS = Limits.defaults().withMaxPacketsPerPayload(50);

  private EngineFuzz() {}

  /** Jazzer's way in. */
  public static void fuzzerTestOneInput(byte[] input) {
    for (EngineVersion version : EngineVersion.values()) {
      EngineCodec codec = version.codec();
      frame(version, () -> codec.decodeText(input.clone()));
      frame(version, () -> codec.decodeBinary(input.clone()));
      payload(
          input,
          body -> codec.payload(body, LIMITS),
          groups -> PacketGroup.payload(version, groups));
      codec
          .binaryPayload()
          .ifPresent(
              form ->
                  payload(
                      input,
                      body -> form.decoder(body, LIMITS),
                      groups -> PacketGroup.binaryPayload(version, groups)));
    }
  }

  /** Reads a frame. */
  @FunctionalInterface
  private interface Reading {
    EnginePacket read() throws ProtocolException;
  }

  private static void frame(EngineVersion version, Reading reading) {
    try {
      EnginePacket packet = reading.read();
      WireFrames plain = PacketGroup.of(packet).frames(version);
      WireFrames text = PacketGroup.of(packet).base64Frames(version);
      byte[] again = plain.bytes(0).toArray();
      EngineCodec codec = version.codec();
      require(plain.isBinary(0) == packet.isBinary(), "bytes are written as bytes");
      require(
          (plain.isBinary(0) ? codec.decodeBinary(again) : codec.decodeText(again)).equals(packet),
          "the packet is read alike");
      require(
          codec.decodeText(text.bytes(0).toArray()).equals(packet),
          "the packet is read alike where only text can go");
    } catch (ProtocolException refused) {
      requireMessage(refused);
    }
  }

  private static void payload(
      byte[] input,
      Function<byte[], PayloadDecoder> decoders,
      Function<List<PacketGroup>, byte[]> encoder) {
    List<EnginePacket> packets = read(decoders.apply(input.clone()));
    if (!packets.isEmpty()) {
      byte[] again = encoder.apply(packets.stream().map(PacketGroup::of).toList());
      require(read(decoders.apply(again)).equals(packets), "the payload is read alike");
    }
  }

  private static List<EnginePacket> read(PayloadDecoder decoder) {
    List<EnginePacket> packets = new ArrayList<>();
    try {
      for (EnginePacket packet = decoder.next(); packet != null; packet = decoder.next()) {
        packets.add(packet);
        require(packets.size() <= LIMITS.maxPacketsPerPayload(), "the limit holds");
      }
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
