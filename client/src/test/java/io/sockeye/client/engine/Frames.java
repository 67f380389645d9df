package io.sockeye.client.engine;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import java.nio.charset.StandardCharsets;

/** Packets as tests write them. */
final class Frames {
  private Frames() {}

  /** The packet of a text frame; binary ones are base64 behind a {@code b}. */
  static EnginePacket decode(String frame) {
    try {
      return EngineVersion.V4.codec().decodeText(frame.getBytes(StandardCharsets.UTF_8));
    } catch (ProtocolException wrong) {
      throw new AssertionError(wrong);
    }
  }
}
