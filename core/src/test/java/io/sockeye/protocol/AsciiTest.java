package io.sockeye.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class AsciiTest {
  private static int endOfAscii(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  private static int endOfPlain(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && bytes[i] >= 0x20 && bytes[i] != '"' && bytes[i] != '\\') {
      i++;
    }
    return i;
  }

  private static int indexOf(byte[] bytes, char wanted, int from, int to) {
    int i = from;
    while (i < to && bytes[i] != wanted) {
      i++;
    }
    return i;
  }

  @Test
  void eachByteAtEachPlace() {
    byte[] bytes = new byte[40];
    for (int value = Byte.MIN_VALUE; value <= Byte.MAX_VALUE; value++) {
      for (int at = 0; at < bytes.length; at++) {
        Arrays.fill(bytes, (byte) 'a');
        bytes[at] = (byte) value;
        for (int from = 0; from < 9; from++) {
          assertThat(Ascii.endOfAscii(bytes, from, 37)).isEqualTo(endOfAscii(bytes, from, 37));
          assertThat(Ascii.endOfPlain(bytes, from, 37)).isEqualTo(endOfPlain(bytes, from, 37));
          assertThat(Ascii.indexOf(bytes, '?', from, 37)).isEqualTo(indexOf(bytes, '?', from, 37));
        }
      }
    }
  }

  /** What is found above the first may be wrong, and must not be taken for it. */
  @Test
  void bytesThatFollowTheFirst() {
    Random random = new Random(11);
    byte[] near = {0, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7f, -128, -1, 'a', 'a'};
    for (int round = 0; round < 200_000; round++) {
      byte[] bytes = new byte[random.nextInt(30)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(3) == 0 ? near[random.nextInt(near.length)] : (byte) 'z';
      }
      int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
      assertThat(Ascii.endOfAscii(bytes, from, bytes.length))
          .isEqualTo(endOfAscii(bytes, from, bytes.length));
      assertThat(Ascii.endOfPlain(bytes, from, bytes.length))
          .isEqualTo(endOfPlain(bytes, from, bytes.length));
      assertThat(Ascii.indexOf(bytes, '!', from, bytes.length))
          .isEqualTo(indexOf(bytes, '!', from, bytes.length));
    }
  }
}
