package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Revision 3 (section 2 of the behaviour spec): a text packet is its own frame as in revision 4,
 * but a binary message has a type too, and each packet of a payload is told its length.
 */
final class V3Codec implements EngineCodec {
  static final V3Codec INSTANCE = new V3Codec();

  /** Stands between the length of a packet and the packet. */
  static final byte LENGTH_END = ':';

  /** What base64 of a binary message begins with: the mark, and the type's character. */
  private static final byte[] BASE64_MARK = {'b', '4'};

  private static final byte MESSAGE = 4;

  private V3Codec() {}

  @Override
  public EnginePacket decodeText(byte[] frame) throws ProtocolException {
    return decode(Slice.of(frame));
  }

  @Override
  public EnginePacket decodeBinary(byte[] frame) throws ProtocolException {
    return decodeBinary(Slice.of(frame));
  }

  @Override
  public PayloadDecoder payload(byte[] body, Limits limits) {
    return new V3TextPayloadDecoder(body, limits);
  }

  @Override
  public Optional<BinaryPayload> binaryPayload() {
    return V3BinaryPayload.FORM;
  }

  @Override
  public Slice frame(EnginePacket packet) {
    if (!packet.isBinary()) {
      return packet.frame();
    }
    Slice data = packet.data();
    byte[] frame = new byte[1 + data.length()];
    frame[0] = MESSAGE;
    System.arraycopy(data.array(), data.offset(), frame, 1, data.length());
    return Slice.of(frame);
  }

  @Override
  public Slice base64Frame(EnginePacket packet) {
    if (!packet.isBinary()) {
      return packet.frame();
    }
    byte[] encoded = Base64.getEncoder().encode(packet.data().toArray());
    byte[] frame = Arrays.copyOf(BASE64_MARK, BASE64_MARK.length + encoded.length);
    System.arraycopy(encoded, 0, frame, BASE64_MARK.length, encoded.length);
    return Slice.of(frame);
  }

  @Override
  public byte[] payload(List<EnginePacket> packets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    for (EnginePacket packet : packets) {
      Slice frame = base64Frame(packet);
      String length = Integer.toString(codeUnits(frame));
      out.writeBytes(length.getBytes(StandardCharsets.US_ASCII));
      out.write(LENGTH_END);
      out.write(frame.array(), frame.offset(), frame.length());
    }
    return out.toByteArray();
  }

  @Override
  public byte[] join(List<byte[]> payloads) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    payloads.forEach(out::writeBytes);
    return out.toByteArray();
  }

  static EnginePacket decode(Slice text) throws ProtocolException {
    if (text.isEmpty()) {
      throw new ProtocolException("expected an Engine.IO packet, got an empty one");
    }
    byte first = text.at(0);
    if (EnginePacket.Type.ofCode(first) != null) {
      return EnginePacket.ofFrame(text);
    }
    if (first != BASE64_MARK[0]) {
      throw new ProtocolException(
          "expected an Engine.IO packet type from 0 to 6 or b, got byte " + (first & 0xff));
    }
    if (text.length() < BASE64_MARK.length || text.at(1) != BASE64_MARK[1]) {
      throw new ProtocolException("expected b4 and base64, got a binary packet of another type");
    }
    return EnginePacket.binary(
        LenientBase64.decode(text.part(BASE64_MARK.length, text.length() - BASE64_MARK.length)));
  }

  static EnginePacket decodeBinary(Slice frame) throws ProtocolException {
    if (frame.isEmpty()) {
      throw new ProtocolException("expected a binary packet, got an empty one");
    }
    if (frame.at(0) != MESSAGE) {
      throw new ProtocolException(
          "expected a binary packet of type 4, got byte " + (frame.at(0) & 0xff));
    }
    return EnginePacket.binary(frame.part(1, frame.length() - 1).toArray());
  }

  /** The length of a text as JavaScript counts it; the text is UTF-8. */
  private static int codeUnits(Slice text) {
    int units = 0;
    for (int i = text.offset(); i < text.offset() + text.length(); i++) {
      int b = text.array()[i] & 0xff;
      if ((b & 0xc0) != 0x80) {
        units += b >= 0xf0 ? 2 : 1;
      }
    }
    return units;
  }
}
