package io.sockeye.protocol.msgpack;

import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.ValueSink;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes values in as few bytes as the format allows, as notepack does.
 *
 * <p>How many elements an array has is known when it ends. Its head gets one byte at first, which
 * is enough for most; for more than fifteen elements what is behind it moves.
 */
class MsgpackWriter implements ValueSink {
  private static final int FIRST_SIZE = 128;
  private static final int LARGEST = Integer.MAX_VALUE - 8;
  private static final long UINT32_END = 1L << 32;
  private static final long UINT34_END = 1L << 34;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int size;

  /** From the outermost on: where the head of an array or map is that has not ended. */
  private int[] heads = new int[8];

  /** Its elements or members so far. */
  private int[] counts = new int[8];

  private int depth;

  /** What is written. */
  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  // -- containers

  @Override
  public void beginArray() {
    begin(Format.FIXARRAY);
  }

  @Override
  public void beginObject() {
    begin(Format.FIXMAP);
  }

  private void begin(int head) {
    element();
    if (depth == heads.length) {
      heads = Arrays.copyOf(heads, 2 * depth);
      counts = Arrays.copyOf(counts, 2 * depth);
    }
    heads[depth] = size;
    counts[depth] = 0;
    depth++;
    put(head);
  }

  @Override
  public void end() {
    depth--;
    int head = heads[depth];
    boolean array = (bytes[head] & 0xff) == Format.FIXARRAY;
    int count = counts[depth];
    if (count <= Format.MOST_IN_FIX) {
      bytes[head] |= (byte) count;
    } else if (count <= 0xffff) {
      makeRoom(head + 1, 2);
      bytes[head] = (byte) (array ? Format.ARRAY16 : Format.MAP16);
      set(head + 1, count, 2);
    } else {
      makeRoom(head + 1, 4);
      bytes[head] = (byte) (array ? Format.ARRAY32 : Format.MAP32);
      set(head + 1, count, 4);
    }
  }

  @Override
  public void name(String name) {
    // The name counts for the member, and the value that follows does not.
    counts[depth - 1]++;
    string(name);
  }

  /** In an array, a value is an element; in a map, it was counted by its name. */
  private void element() {
    if (depth > 0 && (bytes[heads[depth - 1]] & 0xff) == Format.FIXARRAY) {
      counts[depth - 1]++;
    }
  }

  // -- scalars

  @Override
  public void text(String text) {
    element();
    string(text);
  }

  private void string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int length = utf8.length;
    if (length <= Format.MOST_IN_FIXSTR) {
      put(Format.FIXSTR | length);
    } else if (length <= 0xff) {
      put(Format.STR8, length, 1);
    } else if (length <= 0xffff) {
      put(Format.STR16, length, 2);
    } else {
      put(Format.STR32, length, 4);
    }
    append(utf8, 0, length);
  }

  @Override
  public void integer(long number) {
    element();
    if (number >= 0) {
      positive(number);
    } else if (number >= -0x20) {
      put((int) number);
    } else if (number >= Byte.MIN_VALUE) {
      put(Format.INT8, number, 1);
    } else if (number >= Short.MIN_VALUE) {
      put(Format.INT16, number, 2);
    } else if (number >= Integer.MIN_VALUE) {
      put(Format.INT32, number, 4);
    } else {
      put(Format.INT64, number, 8);
    }
  }

  private void positive(long number) {
    if (number < Format.FIXMAP) {
      put((int) number);
    } else if (number <= 0xff) {
      put(Format.UINT8, number, 1);
    } else if (number <= 0xffff) {
      put(Format.UINT16, number, 2);
    } else if (number < UINT32_END) {
      put(Format.UINT32, number, 4);
    } else {
      put(Format.UINT64, number, 8);
    }
  }

  @Override
  public void integer(BigInteger number) {
    if (number.bitLength() < Long.SIZE) {
      integer(number.longValue());
    } else if (number.signum() > 0 && number.bitLength() == Long.SIZE) {
      element();
      put(Format.UINT64, number.longValue(), 8);
    } else {
      // As JavaScript reads it from JSON.
      real(number.doubleValue());
    }
  }

  @Override
  public void real(double number) {
    element();
    put(Format.FLOAT64, Double.doubleToRawLongBits(number), 8);
  }

  @Override
  public void truth(boolean value) {
    element();
    put(value ? Format.TRUE : Format.FALSE);
  }

  @Override
  public void nothing() {
    element();
    put(Format.NIL);
  }

  @Override
  public void bytes(byte[] data) {
    element();
    if (data.length <= 0xff) {
      put(Format.BIN8, data.length, 1);
    } else if (data.length <= 0xffff) {
      put(Format.BIN16, data.length, 2);
    } else {
      put(Format.BIN32, data.length, 4);
    }
    append(data, 0, data.length);
  }

  @Override
  public void time(Instant time) {
    element();
    put(Format.FIXEXT8);
    put(Format.NOTEPACK, time.toEpochMilli(), 8);
  }

  /** A point in time as the specification has it. */
  final void timestamp(Instant time) {
    element();
    long seconds = time.getEpochSecond();
    int nanos = time.getNano();
    if (seconds < 0 || seconds >= UINT34_END) {
      put(Format.EXT8, 12, 1);
      put(Format.TIMESTAMP, nanos, 4);
      ensure(8);
      set(size, seconds, 8);
      size += 8;
    } else if (nanos > 0 || seconds >= UINT32_END) {
      put(Format.FIXEXT8);
      put(Format.TIMESTAMP, (long) nanos << 34 | seconds, 8);
    } else {
      put(Format.FIXEXT4);
      put(Format.TIMESTAMP, seconds, 4);
    }
  }

  // -- what is written already

  /** Elements of an array that are MessagePack already. */
  void elements(int count, Slice encoded) {
    counts[depth - 1] += count;
    append(encoded.array(), encoded.offset(), encoded.length());
  }

  // -- bytes

  private void put(int head) {
    ensure(1);
    bytes[size++] = (byte) head;
  }

  /** A head, and a number of so many bytes. */
  private void put(int head, long number, int width) {
    ensure(1 + width);
    bytes[size] = (byte) head;
    set(size + 1, number, width);
    size += 1 + width;
  }

  private void set(int index, long number, int width) {
    for (int i = 0; i < width; i++) {
      bytes[index + i] = (byte) (number >>> (8 * (width - 1 - i)));
    }
  }

  private void append(byte[] source, int offset, int length) {
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  private void makeRoom(int index, int length) {
    ensure(length);
    System.arraycopy(bytes, index, bytes, index + length, size - index);
    size += length;
  }

  private void ensure(int length) {
    if (length > bytes.length - size) {
      if (length > LARGEST - size) {
        throw new IllegalArgumentException("expected a packet of less than 2 GB, got more");
      }
      int doubled = bytes.length > LARGEST / 2 ? LARGEST : 2 * bytes.length;
      bytes = Arrays.copyOf(bytes, Math.max(size + length, doubled));
    }
  }
}
