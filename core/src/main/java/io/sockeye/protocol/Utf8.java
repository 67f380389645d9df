package io.sockeye.protocol;

/** Checks UTF-8 as RFC 3629 has it: no overlong form, no surrogate, nothing above U+10FFFF. */
public final class Utf8 {
  private Utf8() {}

  /** Whether the bytes from one index up to another are UTF-8 and end with a whole character. */
  public static boolean isValid(byte[] bytes, int from, int to) {
    int i = Ascii.endOfAscii(bytes, from, to);
    while (i < to) {
      int length = sequence(bytes, i, to);
      if (length == 0) {
        return false;
      }
      i += length;
      if (i < to && bytes[i] >= 0) {
        i = Ascii.endOfAscii(bytes, i, to);
      }
    }
    return true;
  }

  /** How many bytes the valid character at an index has; 0 if there is none. */
  public static int sequence(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xff;
    if (first < 0x80) {
      return 1;
    }
    if (first < 0xc2) {
      return 0;
    }
    if (first < 0xe0) {
      return to - at >= 2 && isTail(bytes[at + 1]) ? 2 : 0;
    }
    if (first < 0xf0) {
      if (to - at < 3 || !isTail(bytes[at + 1]) || !isTail(bytes[at + 2])) {
        return 0;
      }
      int second = bytes[at + 1] & 0xff;
      boolean overlong = first == 0xe0 && second < 0xa0;
      boolean surrogate = first == 0xed && second >= 0xa0;
      return overlong || surrogate ? 0 : 3;
    }
    if (first < 0xf5) {
      if (to - at < 4
          || !isTail(bytes[at + 1])
          || !isTail(bytes[at + 2])
          || !isTail(bytes[at + 3])) {
        return 0;
      }
      int second = bytes[at + 1] & 0xff;
      boolean overlong = first == 0xf0 && second < 0x90;
      boolean tooBig = first == 0xf4 && second >= 0x90;
      return overlong || tooBig ? 0 : 4;
    }
    return 0;
  }

  private static boolean isTail(byte b) {
    return (b & 0xc0) == 0x80;
  }
}
