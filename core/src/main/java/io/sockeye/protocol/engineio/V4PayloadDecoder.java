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
  private final PayloadBudget budget;

  /** Where the next packet starts; beyond the end of the body after the last one. */
  private int position;

  V4PayloadDecoder(byte[] body, Limits limits) {
    this.body = body;
    this.budget = new PayloadBudget(limits);
  }

  @Override
  public @Nullable EnginePacket next() throws ProtocolException {
    if (position > body.length) {
      return null;
    }
    int start = position;
    // Whatever goes wrong, the rest of the body is not read.
    position = body.length + 1;
    budget.countPacket();
    int end = endOfPacket(start);
    EnginePacket packet = V4Codec.decode(Slice.of(ownBytes(start, end)));
    budget.countKind(packet);
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
