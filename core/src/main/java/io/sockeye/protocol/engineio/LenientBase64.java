package io.sockeye.protocol.engineio;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import java.util.Arrays;

/**
 * Reads base64 as leniently as the clients in the field need (section 9, item 2): line breaks and
 * other white space anywhere, the URL-safe alphabet, padding or none. Anything else is refused,
 * where Node would skip it in silence.
 */
final class LenientBase64 {
  private static final byte INVALID = -1;
  private static final byte SPACE = -2;
  private static final byte PADDING = -3;

  private static final byte[] MEANING = new byte[256];

  static {
    Arrays.fill(MEANING, INVALID);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < alphabet.length(); i++) {
      MEANING[alphabet.charAt(i)] = (byte) i;
    }
    MEANING['-'] = MEANING['+'];
    MEANING['_'] = MEANING['/'];
    MEANING[' '] = MEANING['\t'] = MEANING['\r'] = MEANING['\n'] = MEANING['\f'] = SPACE;
    MEANING['='] = PADDING;
  }

  private LenientBase64() {}

  static byte[] decode(Slice text) throws ProtocolException {
    byte[] out = new byte[(int) (text.length() * 3L / 4)];
    int written = 0;
    int bits = 0;
    int digits = 0;
    int padding = 0;
    for (int i = 0; i < text.length(); i++) {
      byte meaning = MEANING[text.array()[text.offset() + i] & 0xff];
      if (meaning >= 0 && padding == 0) {
        bits = bits << 6 | meaning;
        if ((++digits & 3) == 0) {
          out[written++] = (byte) (bits >> 16);
          out[written++] = (byte) (bits >> 8);
          out[written++] = (byte) bits;
        }
      } else if (meaning == PADDING && padding < 2 && (digits & 3) >= 2) {
        padding++;
      } else if (meaning != SPACE) {
        throw new ProtocolException(
            "expected base64, got byte " + (text.at(i) & 0xff) + " at position " + i);
      }
    }
    switch (digits & 3) {
      case 1 -> throw new ProtocolException("expected base64, got one digit too many at its end");
      case 2 -> out[written++] = (byte) (bits >> 4);
      case 3 -> {
        out[written++] = (byte) (bits >> 10);
        out[written++] = (byte) (bits >> 2);
      }
      default -> {}
    }
    return written == out.length ? out : Arrays.copyOf(out, written);
  }
}
