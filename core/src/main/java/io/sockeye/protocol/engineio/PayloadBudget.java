package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;

/** Counts the packets of one polling body against the limits. Not thread-safe. */
final class PayloadBudget {
  private final Limits limits;
  private int packets;
  private int controlPackets;

  PayloadBudget(Limits limits) {
    this.limits = limits;
  }

  /** Another packet begins, whatever it will turn out to be. */
  void countPacket() throws ProtocolException {
    if (++packets > limits.maxPacketsPerPayload()) {
      throw new ProtocolException(
          "expected at most " + limits.maxPacketsPerPayload() + " packets in a payload, got more");
    }
  }

  /** It has been read. */
  void countKind(EnginePacket packet) throws ProtocolException {
    if (packet.type() != EnginePacket.Type.MESSAGE
        && ++controlPackets > limits.maxControlPacketsPerPayload()) {
      throw new ProtocolException(
          "expected at most "
              + limits.maxControlPacketsPerPayload()
              + " packets other than messages in a payload, got more");
    }
  }
}
