package io.sockeye.server.engine;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import java.util.List;

/**
 * How payloads stand in the bodies of long polling; chosen once for a transport, by the request
 * that creates it. Stateless.
 */
sealed interface PollFormat permits PlainPolling, JsonpPolling {
  /** The format that a handshake asks for; whether it may was verified before. */
  static PollFormat of(EngineVersion version, EngineRequest handshake) {
    String index = handshake.query().get(JsonpPolling.PARAMETER);
    return index != null
        ? new JsonpPolling(version, index)
        : new PlainPolling(version, handshake.wantsBase64());
  }

  /** Answers a poll. */
  void respond(EngineRequest poll, List<PacketGroup> groups);

  /** Whether the body of a POST of this content type can be read. */
  boolean reads(String contentType);

  /**
   * What reads the body of a POST.
   *
   * @throws ProtocolException if there is no payload in it
   */
  PayloadDecoder decoder(EngineRequest post, byte[] body, Limits limits) throws ProtocolException;
}
