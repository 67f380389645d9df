package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.Utf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the packets of a revision 4 polling body; keeps no more than it has been asked for. */
final class V4PayloadDecoder implements PayloadDecoder {
  private final byte[] body;
  private final Limits limits;

  /** Where the next packet starts; beyond the end of the body after the last one. */
  private int position;

  private int packets;
  private int controlPackets;

  V4PayloadDecoder(byte[] body, Limits limits) {
    this.body = body;
    this.limits = limits;
  }

  @Override
  public @Nullable EnginePacket next() throws ProtocolException {
    if (position > body.length) {
      return null;
    }
    int start = position;
    // Whatever goes wrong, the rest of the body is not read.
    position = body.length + 1;
    if (++packets > limits.maxPacketsPerPayload()) {
      throw new ProtocolException(
          "expected at most " + limits.maxPacketsPerPayload() + " packets in a payload, got more");
    }
    int end = endOfPacket(start);
    EnginePacket packet = V4Codec.decode(Slice.of(ownBytes(start, end)));
    if (packet.type() != EnginePacket.Type.MESSAGE
        && ++controlPackets > limits.maxControlPacketsPerPayload()) {
      throw new ProtocolException(
          "expected at most "
              + limits.maxControlPacketsPerPayload()
              + " packets other than messages in a payload, got more");
    }
    position = end + 1;
    return packet;
  }

  /** The separator or the end of the body; on the way, the packet's text is checked. */
  private int endOfPacket(int start) throws ProtocolException {
    int end = start;
    while (end < body.length && body[end] != V4Codec.SEPARATOR) {
      end++;
    }
    if (!Utf8.isValid(body, start, end)) {
      throw new ProtocolException("expected UTF-8 in a payload, got something else");
    }
    return end;
  }

  /** A packet that is kept for long must not keep the packets around it. */
  private byte[] ownBytes(int start, int end) {
    return start == 0 && end == body.length ? body : Arrays.copyOfRange(body, start, end);
  }
}
