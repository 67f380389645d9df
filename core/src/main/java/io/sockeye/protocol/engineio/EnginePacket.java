package io.sockeye.protocol.engineio;

import io.sockeye.protocol.Slice;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One Engine.IO packet.
 *
 * <p>A text packet is its own frame: the type's character and the UTF-8 data in one run of bytes,
 * so that decoding wraps and encoding copies nothing. A binary packet is its raw bytes and always a
 * message. Immutable.
 */
public final class EnginePacket {
  /** What a packet is for, in the order of the characters that stand for it. */
  public enum Type {
    /** The server's handshake. */
    OPEN('0'),
    /** The end of the session. */
    CLOSE('1'),
    /** Asks whether the peer is alive. */
    PING('2'),
    /** Answers a ping. */
    PONG('3'),
    /** Data for the floor above. */
    MESSAGE('4'),
    /** Commits the change to another transport. */
    UPGRADE('5'),
    /** Nothing; it makes a pending poll return. */
    NOOP('6');

    private static final List<Type> IN_ORDER = List.of(values());

    private final char code;

    Type(char code) {
      this.code = code;
    }

    /** The character of this type on the wire. */
    public char code() {
      return code;
    }

    /** The type of a character on the wire, or null if there is none. */
    static @Nullable Type ofCode(int code) {
      int index = code - '0';
      return index >= 0 && index < IN_ORDER.size() ? IN_ORDER.get(index) : null;
    }
  }

  /** One packet without data for each type. */
  private static final Map<Type, EnginePacket> BARE = new EnumMap<>(Type.class);

  static {
    for (Type type : Type.IN_ORDER) {
      BARE.put(type, new EnginePacket(type, false, encode(type, "")));
    }
  }

  private final Type type;
  private final boolean binary;
  private final Slice frame;

  private EnginePacket(Type type, boolean binary, Slice frame) {
    this.type = type;
    this.binary = binary;
    this.frame = frame;
  }

  /** A text packet without data. */
  public static EnginePacket of(Type type) {
    return Objects.requireNonNull(BARE.get(type));
  }

  /** A text packet with data. */
  public static EnginePacket text(Type type, String data) {
    return data.isEmpty() ? of(type) : new EnginePacket(type, false, encode(type, data));
  }

  /**
   * A text packet that is the given frame, kept without a copy.
   *
   * @throws IllegalArgumentException if the frame does not start with the character of a type
   */
  public static EnginePacket ofFrame(Slice textFrame) {
    Type type = textFrame.isEmpty() ? null : Type.ofCode(textFrame.at(0));
    if (type == null) {
      throw new IllegalArgumentException("expected a frame that starts with 0 to 6");
    }
    return new EnginePacket(type, false, textFrame);
  }

  /** A binary message, which keeps the array. */
  public static EnginePacket binary(byte[] data) {
    return new EnginePacket(Type.MESSAGE, true, Slice.of(data));
  }

  /** What the packet is for. */
  public Type type() {
    return type;
  }

  /** Whether the data are bytes rather than text. */
  public boolean isBinary() {
    return binary;
  }

  /** The data without the type: UTF-8 of a text packet, the bytes of a binary one. */
  public Slice data() {
    return binary ? frame : frame.part(1, frame.length() - 1);
  }

  /** The type's character and the data of a text packet; the bytes of a binary one. */
  public Slice frame() {
    return frame;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EnginePacket that
        && type == that.type
        && binary == that.binary
        && frame.equals(that.frame);
  }

  @Override
  public int hashCode() {
    return 31 * frame.hashCode() + (binary ? 1 : 0);
  }

  @Override
  public String toString() {
    return type + (binary ? "(binary, " : "(") + data().length() + " bytes)";
  }

  private static Slice encode(Type type, String data) {
    return Slice.of((type.code() + data).getBytes(StandardCharsets.UTF_8));
  }
}
