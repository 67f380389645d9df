package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import java.util.Base64;
import java.util.List;

/** Revision 4: a text packet is its own frame, a binary message has no type, RS joins a payload. */
final class V4Codec implements EngineCodec {
  static final V4Codec INSTANCE = new V4Codec();

  /** Separates the packets of a payload (section 1.4). */
  static final byte SEPARATOR = 0x1e;

  /** Marks base64 of a binary message where only text can go. */
  private static final byte BASE64_MARK = 'b';

  private V4Codec() {}

  @Override
  public EnginePacket decodeText(byte[] frame) throws ProtocolException {
    return decode(Slice.of(frame));
  }

  @Override
  public EnginePacket decodeBinary(byte[] frame) {
    return EnginePacket.binary(frame);
  }

  @Override
  public PayloadDecoder payload(byte[] body, Limits limits) {
    return new V4PayloadDecoder(body, limits);
  }

  @Override
  public Slice frame(EnginePacket packet) {
    return packet.frame();
  }

  @Override
  public Slice base64Frame(EnginePacket packet) {
    return packet.isBinary() ? Slice.of(base64(packet.frame())) : packet.frame();
  }

  @Override
  public byte[] payload(List<EnginePacket> packets) {
    return joinSlices(packets.stream().map(this::base64Frame).toList());
  }

  @Override
  public byte[] join(List<byte[]> payloads) {
    return joinSlices(payloads.stream().map(Slice::of).toList());
  }

  static EnginePacket decode(Slice text) throws ProtocolException {
    if (text.isEmpty()) {
      throw new ProtocolException("expected an Engine.IO packet, got an empty one");
    }
    byte first = text.at(0);
    if (EnginePacket.Type.ofCode(first) != null) {
      return EnginePacket.ofFrame(text);
    }
    if (first == BASE64_MARK) {
      return EnginePacket.binary(LenientBase64.decode(text.part(1, text.length() - 1)));
    }
    throw new ProtocolException(
        "expected an Engine.IO packet type from 0 to 6 or b, got byte " + (first & 0xff));
  }

  private static byte[] base64(Slice data) {
    byte[] encoded = Base64.getEncoder().encode(data.toArray());
    byte[] frame = new byte[1 + encoded.length];
    frame[0] = BASE64_MARK;
    System.arraycopy(encoded, 0, frame, 1, encoded.length);
    return frame;
  }

  private static byte[] joinSlices(List<Slice> parts) {
    int length = Math.max(0, parts.size() - 1);
    for (Slice part : parts) {
      length = Math.addExact(length, part.length());
    }
    byte[] joined = new byte[length];
    int at = 0;
    for (Slice part : parts) {
      if (at > 0) {
        joined[at++] = SEPARATOR;
      }
      System.arraycopy(part.array(), part.offset(), joined, at, part.length());
      at += part.length();
    }
    return joined;
  }
}
