package io.sockeye.protocol.msgpack;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.Utf8;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of a MessagePack text one by one: a scalar whole, of an array or a map the head
 * alone.
 *
 * <p>Nothing is believed that the bytes do not bear out: a length must lie within them, a count of
 * elements must not exceed them, text must be UTF-8, an extension must be known. Nothing is
 * allocated before that.
 */
final class MsgpackCursor {
  /** What a value is. */
  enum Kind {
    NIL,
    /** What JavaScript has besides null; as good as absent. */
    UNDEFINED,
    BOOLEAN,
    /** {@link #number}. */
    INTEGER,
    /** A whole number beyond {@code long}: {@link #bigNumber}. */
    BIG_INTEGER,
    /** {@link #real}. */
    REAL,
    TEXT,
    BYTES,
    /** {@link #time}. */
    TIME,
    /** {@link #count} values follow. */
    ARRAY,
    /** {@link #count} names, each with its value, follow. */
    MAP
  }

  private static final int NANOS_BITS = 34;
  private static final int NANOS_LIMIT = 1_000_000_000;

  /** The most milliseconds, before or after 1970, that a date of JavaScript can have. */
  private static final long MOST_MILLIS = 8_640_000_000_000_000L;

  private static final long MOST_SECONDS = MOST_MILLIS / 1000;

  private final byte[] bytes;
  private final int start;
  private final int end;
  private int at;

  private long number;
  private double real;
  private int count;
  private int from;
  private int length;
  private boolean foreign;

  /** Null if the date is beyond what JavaScript's dates can be. */
  private @Nullable Instant time;

  MsgpackCursor(Slice text) {
    this.bytes = text.array();
    this.start = text.offset();
    this.end = text.offset() + text.length();
    this.at = start;
  }

  /** Where the next value begins, in the array behind the text. */
  int position() {
    return at;
  }

  void moveTo(int position) {
    at = position;
  }

  boolean atEnd() {
    return at == end;
  }

  /** The value of a BOOLEAN or an INTEGER. */
  long number() {
    return number;
  }

  boolean truth() {
    return number != 0;
  }

  BigInteger bigNumber() {
    return new BigInteger(1, Arrays.copyOfRange(bytes, at - Long.BYTES, at));
  }

  double real() {
    return real;
  }

  /** How many elements an ARRAY has, or how many members a MAP. */
  int count() {
    return count;
  }

  /** What is in a TEXT, or in BYTES. */
  Slice content() {
    return new Slice(bytes, from, length);
  }

  String text() {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** The value of a TIME; null if JavaScript's dates do not go as far. */
  @Nullable Instant time() {
    return time;
  }

  /**
   * Whether the value has a form that not every client of the npm package reads: undefined, and
   * bytes or a time as an extension.
   */
  boolean isForeign() {
    return foreign;
  }

  /** Reads the next value, or the head of it. */
  Kind next() throws ProtocolException {
    foreign = false;
    int first = (int) unsigned(1);
    if (first < Format.FIXMAP) {
      number = first;
      return Kind.INTEGER;
    } else if (first < Format.FIXARRAY) {
      return map(first - Format.FIXMAP);
    } else if (first < Format.FIXSTR) {
      return array(first - Format.FIXARRAY);
    } else if (first < Format.NIL) {
      return text(first - Format.FIXSTR);
    } else if (first >= Format.NEGATIVE_FIXINT) {
      number = (byte) first;
      return Kind.INTEGER;
    }
    return switch (first) {
      case Format.NIL -> Kind.NIL;
      case Format.FALSE, Format.TRUE -> {
        number = first == Format.TRUE ? 1 : 0;
        yield Kind.BOOLEAN;
      }
      case Format.BIN8 -> bytes(unsigned(1));
      case Format.BIN16 -> bytes(unsigned(2));
      case Format.BIN32 -> bytes(unsigned(4));
      case Format.EXT8 -> extension(unsigned(1), false);
      case Format.EXT16 -> extension(unsigned(2), false);
      case Format.EXT32 -> extension(unsigned(4), false);
      case Format.FLOAT32 -> real(Float.intBitsToFloat((int) unsigned(4)));
      case Format.FLOAT64 -> real(Double.longBitsToDouble(unsigned(8)));
      case Format.UINT8 -> integer(unsigned(1));
      case Format.UINT16 -> integer(unsigned(2));
      case Format.UINT32 -> integer(unsigned(4));
      case Format.UINT64 -> {
        number = unsigned(8);
        yield number < 0 ? Kind.BIG_INTEGER : Kind.INTEGER;
      }
      case Format.INT8 -> integer((byte) unsigned(1));
      case Format.INT16 -> integer((short) unsigned(2));
      case Format.INT32 -> integer((unsigned(4) << Integer.SIZE) >> Integer.SIZE);
      case Format.INT64 -> integer(unsigned(8));
      case Format.FIXEXT1 -> extension(1, true);
      case Format.FIXEXT2 -> extension(2, true);
      case Format.FIXEXT4 -> extension(4, true);
      case Format.FIXEXT8 -> extension(8, true);
      case Format.FIXEXT16 -> extension(16, true);
      case Format.STR8 -> text(unsigned(1));
      case Format.STR16 -> text(unsigned(2));
      case Format.STR32 -> text(unsigned(4));
      case Format.ARRAY16 -> array(unsigned(2));
      case Format.ARRAY32 -> array(unsigned(4));
      case Format.MAP16 -> map(unsigned(2));
      case Format.MAP32 -> map(unsigned(4));
      default ->
          throw new ProtocolException(
              "expected a MessagePack value at position "
                  + (at - 1 - start)
                  + ", got byte "
                  + first);
    };
  }

  private Kind integer(long value) {
    number = value;
    return Kind.INTEGER;
  }

  private Kind real(double value) {
    real = value;
    return Kind.REAL;
  }

  private Kind text(long size) throws ProtocolException {
    content(size);
    if (!Utf8.isValid(bytes, from, from + length)) {
      throw new ProtocolException(
          "expected UTF-8 in the string at position " + (from - start) + ", got something else");
    }
    return Kind.TEXT;
  }

  private Kind bytes(long size) throws ProtocolException {
    content(size);
    return Kind.BYTES;
  }

  private void content(long size) throws ProtocolException {
    if (size > end - at) {
      throw beyond("bytes", size);
    }
    from = at;
    length = (int) size;
    at += length;
  }

  private Kind array(long elements) throws ProtocolException {
    if (elements > end - at) {
      throw beyond("elements", elements);
    }
    count = (int) elements;
    return Kind.ARRAY;
  }

  private Kind map(long members) throws ProtocolException {
    if (2 * members > end - at) {
      throw beyond("members", members);
    }
    count = (int) members;
    return Kind.MAP;
  }

  private Kind extension(long size, boolean fixed) throws ProtocolException {
    int type = (byte) unsigned(1);
    content(size);
    foreign = true;
    if (type == Format.NOTEPACK) {
      if (!fixed) {
        return Kind.BYTES;
      } else if (size == 1) {
        return Kind.UNDEFINED;
      } else if (size == Long.BYTES) {
        foreign = false;
        long millis = bigEndian(from, Long.BYTES);
        boolean exists = millis >= -MOST_MILLIS && millis <= MOST_MILLIS;
        time = exists ? Instant.ofEpochMilli(millis) : null;
        return Kind.TIME;
      }
    } else if (type == Format.TIMESTAMP && timestamp(size)) {
      return Kind.TIME;
    }
    throw new ProtocolException(
        "expected undefined, a date or bytes as extension, got type "
            + type
            + " of "
            + size
            + " bytes");
  }

  /** Whether a timestamp has a size that there is. */
  private boolean timestamp(long size) throws ProtocolException {
    if (size == 4) {
      timestamp(bigEndian(from, 4), 0);
    } else if (size == 8) {
      long both = bigEndian(from, 8);
      timestamp(both & ((1L << NANOS_BITS) - 1), both >>> NANOS_BITS);
    } else if (size == 12) {
      timestamp(bigEndian(from + 4, 8), bigEndian(from, 4));
    } else {
      return false;
    }
    return true;
  }

  private void timestamp(long seconds, long nanos) throws ProtocolException {
    if (nanos >= NANOS_LIMIT) {
      throw new ProtocolException(
          "expected a timestamp of less than a second's nanoseconds, got " + nanos);
    }
    boolean exists = seconds >= -MOST_SECONDS && seconds < MOST_SECONDS;
    time = exists ? Instant.ofEpochSecond(seconds, nanos) : null;
  }

  /** The next bytes as a number; eight of them may make it negative. */
  private long unsigned(int size) throws ProtocolException {
    if (size > end - at) {
      throw new ProtocolException(
          "expected " + size + " bytes at position " + (at - start) + ", got " + (end - at));
    }
    at += size;
    return bigEndian(at - size, size);
  }

  private long bigEndian(int index, int size) {
    long value = 0;
    for (int i = index; i < index + size; i++) {
      value = value << Byte.SIZE | (bytes[i] & 0xff);
    }
    return value;
  }

  private ProtocolException beyond(String what, long declared) {
    return new ProtocolException(
        "expected at most "
            + (end - at)
            + " bytes at position "
            + (at - start)
            + ", got a head that promises "
            + declared
            + " "
            + what);
  }
}
