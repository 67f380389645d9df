package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Limits;
import java.util.List;

/**
 * A polling form that carries binary messages as they are, beside the form that is text. Stateless;
 * any thread.
 */
public interface BinaryPayload {
  /** Reads the body of a polling request, one packet at a time. */
  PayloadDecoder decoder(byte[] body, Limits limits);

  /** Some packets in this form, in order; what two calls give may be set side by side. */
  byte[] encode(List<EnginePacket> packets);
}
