package io.sockeye.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the end of runs of ordinary characters, eight bytes at a time: nearly all text consists of
 * them, and what is looked at byte by byte shows in each profile.
 *
 * <p>The tests on eight bytes at once are those of <em>Bit Twiddling Hacks</em> for a zero byte and
 * for a byte less than another. Above the first byte that they find they may be wrong, so only the
 * first counts, which in little-endian order is the lowest.
 */
public final class Ascii {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EACH = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private Ascii() {}

  /** The index of the first byte that is not ASCII; {@code to} if all are. */
  public static int endOfAscii(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long found = (long) LONGS.get(bytes, i) & HIGH_BITS;
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  /**
   * The index of the first byte that is not ASCII or does not stand for itself in a JSON string
   * (RFC 8259 section 7): a quotation mark, a backslash or a control character; {@code to} if there
   * is none.
   */
  public static int endOfPlain(byte[] bytes, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long word = (long) LONGS.get(bytes, i);
      long found = (controls(word) | equal(word, '"') | equal(word, '\\') | word) & HIGH_BITS;
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (i < to && isPlain(bytes[i])) {
      i++;
    }
    return i;
  }

  /** The index of the first byte that is this ASCII character; {@code to} if there is none. */
  public static int indexOf(byte[] bytes, char wanted, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long found = equal((long) LONGS.get(bytes, i), wanted) & HIGH_BITS;
      if (found != 0) {
        return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
      }
    }
    while (i < to && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\';
  }

  private static long controls(long word) {
    return (word - ' ' * EACH) & ~word;
  }

  private static long equal(long word, int wanted) {
    long difference = word ^ (wanted * EACH);
    return (difference - EACH) & ~difference;
  }
}
