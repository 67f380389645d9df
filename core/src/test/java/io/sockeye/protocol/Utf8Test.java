package io.sockeye.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The same verdict as the JDK's strict decoder. */
final class Utf8Test {
  private static final int[] EDGES = {
    0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
    0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
  };

  @Test
  void allShortSequencesOfEdgesAreJudgedRight() {
    for (int a : EDGES) {
      for (int b : EDGES) {
        for (int c : EDGES) {
          assertSame((byte) a);
          assertSame((byte) a, (byte) b);
          assertSame((byte) a, (byte) b, (byte) c);
          assertSame((byte) a, (byte) b, (byte) c, (byte) 0x80);
          assertSame((byte) a, (byte) b, (byte) c, (byte) 0xbf);
          assertSame((byte) a, (byte) b, (byte) c, (byte) 0xc0);
        }
      }
    }
  }

  @Test
  void randomBytesAndTextsAreJudgedRight() {
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(6)];
      random.nextBytes(bytes);
      assertSame(bytes);
      String text = new String(Character.toChars(random.nextInt(Character.MAX_CODE_POINT + 1)));
      assertSame(("a" + text + "b").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void assertSame(byte... bytes) {
    byte[] amid = new byte[bytes.length + 2];
    System.arraycopy(bytes, 0, amid, 1, bytes.length);
    amid[bytes.length + 1] = (byte) 0x80;
    if (Utf8.isValid(amid, 1, bytes.length + 1) != isStrictlyValid(bytes)) {
      assertThat(HexFormat.of().formatHex(bytes)).as("judged otherwise than by the JDK").isNull();
    }
  }

  private static boolean isStrictlyValid(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException invalid) {
      return false;
    }
  }
}
