package io.sockeye.protocol.socketio;

import io.sockeye.protocol.Slice;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A growing run of bytes with room in front, so that a head which depends on what follows it is
 * written last and nothing is moved.
 */
final class WireBuffer extends OutputStream {
  private static final int FIRST_BODY = 224;
  private static final int LARGEST = Integer.MAX_VALUE - 8;

  private byte[] bytes;

  /** The first byte that is written. */
  private int start;

  private int end;

  WireBuffer(int room) {
    this.bytes = new byte[room + FIRST_BODY];
    this.start = room;
    this.end = room;
  }

  @Override
  public void write(int b) {
    ensure(1);
    bytes[end++] = (byte) b;
  }

  @Override
  public void write(byte[] source) {
    write(source, 0, source.length);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    ensure(length);
    System.arraycopy(source, offset, bytes, end, length);
    end += length;
  }

  void write(Slice source) {
    write(source.array(), source.offset(), source.length());
  }

  /** Puts a byte before all that is written. */
  void prepend(int b) {
    bytes[--start] = (byte) b;
  }

  void prepend(byte[] source) {
    start -= source.length;
    System.arraycopy(source, 0, bytes, start, source.length);
  }

  /** Puts the decimal digits of a number that is not negative before all that is written. */
  void prependDigits(long number) {
    long rest = number;
    do {
      prepend('0' + (int) (rest % 10));
      rest /= 10;
    } while (rest > 0);
  }

  /** What is written so far. The buffer must not be used after the last call. */
  Slice written() {
    return new Slice(bytes, start, end - start);
  }

  private void ensure(int length) {
    if (length > bytes.length - end) {
      if (length > LARGEST - end) {
        throw new IllegalArgumentException("expected a packet of less than 2 GB, got more");
      }
      int doubled = bytes.length > LARGEST / 2 ? LARGEST : 2 * bytes.length;
      bytes = Arrays.copyOf(bytes, Math.max(end + length, doubled));
    }
  }
}
