package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.Utf8;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the packets of a revision 3 polling body that is text: {@code LENGTH:PACKET} one after the
 * other, the length in UTF-16 code units. Each byte is looked at once.
 */
final class V3TextPayloadDecoder implements PayloadDecoder {
  private final byte[] body;
  private final PayloadBudget budget;

  /** Where the next packet's length starts; at the end of the body after the last one. */
  private int position;

  /** Whether there must be one more packet; a body without any is refused. */
  private boolean expecting = true;

  V3TextPayloadDecoder(byte[] body, Limits limits) {
    this.body = body;
    this.budget = new PayloadBudget(limits);
  }

  @Override
  public @Nullable EnginePacket next() throws ProtocolException {
    while (expecting || position < body.length) {
      int at = position;
      // Whatever goes wrong, the rest of the body is not read.
      expecting = false;
      position = body.length;
      budget.countPacket();
      int colon = endOfLength(at);
      int start = colon + 1;
      int end = endOfPacket(start, length(at, colon));
      if (end > start) {
        EnginePacket packet = V3Codec.decode(Slice.of(Arrays.copyOfRange(body, start, end)));
        budget.countKind(packet);
        position = end;
        return packet;
      }
      position = end; // "0:", which is how an empty payload looks.
    }
    return null;
  }

  private int endOfLength(int from) throws ProtocolException {
    int end = from;
    while (end < body.length && body[end] >= '0' && body[end] <= '9') {
      end++;
    }
    if (end == from || end == body.length || body[end] != V3Codec.LENGTH_END) {
      throw new ProtocolException(
          "expected a length and a colon at byte %d of a payload, got something else"
              .formatted(from));
    }
    return end;
  }

  /** The number between two indexes, if the body can hold so much. */
  private int length(int from, int to) throws ProtocolException {
    long length = 0;
    for (int i = from; i < to && length <= body.length; i++) {
      length = length * 10 + (body[i] - '0');
    }
    if (length > body.length) {
      throw new ProtocolException(
          "expected a packet within the %d bytes of a payload, got a longer one"
              .formatted(body.length));
    }
    return (int) length;
  }

  /** The end of as many code units; on the way, the packet's text is checked. */
  private int endOfPacket(int start, int codeUnits) throws ProtocolException {
    int end = start;
    int left = codeUnits;
    while (left > 0) {
      int bytes = end < body.length ? Utf8.sequence(body, end, body.length) : 0;
      if (bytes == 0) {
        throw new ProtocolException(
            "expected a packet of %d characters of UTF-8, got something else".formatted(codeUnits));
      }
      left -= bytes == 4 ? 2 : 1;
      end += bytes;
    }
    if (left < 0) {
      throw new ProtocolException("expected a packet that ends with a whole character");
    }
    return end;
  }
}
