package io.sockeye.protocol.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every spelling of base64 that clients use is read; section 9, item 2. */
final class LenientBase64Test {
  @Test
  void everyEncoderOfTheJdkIsRead() throws ProtocolException {
    Random random = new Random(3);
    for (int length = 0; length < 300; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);

      assertThat(decode(Base64.getEncoder().encodeToString(bytes))).isEqualTo(bytes);
      assertThat(decode(Base64.getEncoder().withoutPadding().encodeToString(bytes)))
          .isEqualTo(bytes);
      assertThat(decode(Base64.getUrlEncoder().encodeToString(bytes))).isEqualTo(bytes);
      assertThat(decode(Base64.getMimeEncoder().encodeToString(bytes) + "\r\n")).isEqualTo(bytes);
      assertThat(decode(Base64.getMimeEncoder(4, new byte[] {'\n'}).encodeToString(bytes) + "\n"))
          .isEqualTo(bytes);
    }
  }

  @Test
  void everyByteOfNoAlphabetIsRefused() {
    String others = " \t\r\n\f=-_+/";
    for (int b = 0; b < 256; b++) {
      boolean known = (Character.isLetterOrDigit(b) && b < 0x80) || others.indexOf(b) >= 0;
      byte[] text = {'A', 'Q', (byte) b, 'I', 'D'};
      if (!known) {
        assertThatThrownBy(() -> LenientBase64.decode(Slice.of(text)))
            .as("byte " + b)
            .isInstanceOf(ProtocolException.class);
      }
    }
  }

  private static byte[] decode(String text) throws ProtocolException {
    return LenientBase64.decode(Slice.of(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
