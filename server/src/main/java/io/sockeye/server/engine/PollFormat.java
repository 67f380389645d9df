package io.sockeye.server.engine;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.PayloadDecoder;
import java.util.List;
import java.util.Map;

/**
 * How payloads stand in the bodies of long polling; chosen once for a transport, by the request
 * that creates it. Stateless.
 */
sealed interface PollFormat permits PlainPolling, JsonpPolling {
  /** The format that a handshake asks for; whether it may was verified before. */
  static PollFormat of(EngineVersion version, Map<String, String> query) {
    String index = query.get(JsonpPolling.PARAMETER);
    if (index != null) {
      return new JsonpPolling(version, index);
    }
    boolean base64 = !query.getOrDefault("b64", "").isEmpty();
    return new PlainPolling(version, base64);
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
