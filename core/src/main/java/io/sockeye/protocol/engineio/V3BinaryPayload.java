package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.Utf8;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The binary polling form of revision 3: for each packet whether it is text, its length in decimal
 * digits of one byte each, a byte 0xff, and the frame.
 */
final class V3BinaryPayload implements BinaryPayload {
  static final Optional<BinaryPayload> FORM = Optional.of(new V3BinaryPayload());

  private static final byte TEXT = 0;
  private static final byte BINARY = 1;
  private static final byte LENGTH_END = (byte) 0xff;

  private V3BinaryPayload() {}

  @Override
  public byte[] encode(List<EnginePacket> packets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    for (EnginePacket packet : packets) {
      Slice frame = V3Codec.INSTANCE.frame(packet);
      out.write(packet.isBinary() ? BINARY : TEXT);
      Integer.toString(frame.length()).chars().forEach(digit -> out.write(digit - '0'));
      out.write(LENGTH_END);
      out.write(frame.array(), frame.offset(), frame.length());
    }
    return out.toByteArray();
  }

  @Override
  public PayloadDecoder decoder(byte[] body, Limits limits) {
    return new Decoder(body, limits);
  }

  /** Reads such a body; each byte is looked at once. */
  private static final class Decoder implements PayloadDecoder {
    private final byte[] body;
    private final PayloadBudget budget;

    /** Where the next packet's head starts; at the end of the body after the last one. */
    private int position;

    /** Whether there must be one more packet; a body without any is refused. */
    private boolean expecting = true;

    Decoder(byte[] body, Limits limits) {
      this.body = body;
      this.budget = new PayloadBudget(limits);
    }

    @Override
    public @Nullable EnginePacket next() throws ProtocolException {
      if (!expecting && position == body.length) {
        return null;
      }
      int at = position;
      // Whatever goes wrong, the rest of the body is not read.
      expecting = false;
      position = body.length;
      budget.countPacket();
      boolean text = isText(at);
      int mark = endOfLength(at + 1);
      int start = mark + 1;
      int end = start + length(at + 1, mark);
      EnginePacket packet = text ? text(start, end) : V3Codec.decodeBinary(slice(start, end));
      budget.countKind(packet);
      position = end;
      return packet;
    }

    private boolean isText(int at) throws ProtocolException {
      if (at == body.length || (body[at] != TEXT && body[at] != BINARY)) {
        throw new ProtocolException(
            "expected 0 or 1 at byte %d of a binary payload, got something else".formatted(at));
      }
      return body[at] == TEXT;
    }

    private int endOfLength(int from) throws ProtocolException {
      int end = from;
      while (end < body.length && body[end] >= 0 && body[end] <= 9) {
        end++;
      }
      if (end == from || end == body.length || body[end] != LENGTH_END) {
        throw new ProtocolException(
            "expected digits and 0xff at byte %d of a binary payload, got something else"
                .formatted(from));
      }
      return end;
    }

    /** The number between two indexes, if so much follows. */
    private int length(int from, int mark) throws ProtocolException {
      int rest = body.length - (mark + 1);
      long length = 0;
      for (int i = from; i < mark && length <= rest; i++) {
        length = length * 10 + body[i];
      }
      if (length > rest) {
        throw new ProtocolException(
            "expected a packet within the %d bytes left of a payload, got a longer one"
                .formatted(rest));
      }
      return (int) length;
    }

    private EnginePacket text(int start, int end) throws ProtocolException {
      if (!Utf8.isValid(body, start, end)) {
        throw new ProtocolException("expected UTF-8 in a payload, got something else");
      }
      return V3Codec.decode(Slice.of(Arrays.copyOfRange(body, start, end)));
    }

    private Slice slice(int start, int end) {
      return new Slice(body, start, end - start);
    }
  }
}
