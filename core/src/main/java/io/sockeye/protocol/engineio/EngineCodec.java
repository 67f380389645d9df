package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import java.util.List;
import java.util.Optional;

/** How the packets of one protocol revision look on the wire. Stateless; any thread. */
public interface EngineCodec {
  /**
   * Reads a text frame of a WebSocket. That the bytes are UTF-8 is the binding's affair (RFC 6455
   * section 8.1). The packet keeps the array.
   *
   * @throws ProtocolException if the type is unknown or the base64 of a binary message is broken
   */
  EnginePacket decodeText(byte[] frame) throws ProtocolException;

  /**
   * Reads a binary frame of a WebSocket. The packet keeps the array.
   *
   * @throws ProtocolException if the revision knows no such packet
   */
  EnginePacket decodeBinary(byte[] frame) throws ProtocolException;

  /** Reads the body of a polling request that is text, one packet at a time. */
  PayloadDecoder payload(byte[] body, Limits limits);

  /** The polling form that is not text; empty if the revision has none. */
  default Optional<BinaryPayload> binaryPayload() {
    return Optional.empty();
  }

  /** The WebSocket frame of a packet: text for a text packet, binary for a binary one. */
  Slice frame(EnginePacket packet);

  /** The WebSocket text frame of a packet for a peer that cannot read binary frames. */
  Slice base64Frame(EnginePacket packet);

  /** The polling form of some packets as text, in order. */
  byte[] payload(List<EnginePacket> packets);

  /** The polling form of several payloads that {@link #payload(List)} made. */
  byte[] join(List<byte[]> payloads);
}
