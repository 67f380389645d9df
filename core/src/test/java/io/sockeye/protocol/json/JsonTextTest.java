package io.sockeye.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Strings to and from JSON. */
final class JsonTextTest {
  @Test
  void quotedTextIsSoundAndReadsBackTheSame() throws ProtocolException {
    JsonScanner scanner = new JsonScanner(Limits.defaults());
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(8); length > 0; length--) {
        text.append(
            switch (random.nextInt(4)) {
              case 0 -> (char) random.nextInt(0x80);
              case 1 -> (char) (0xd800 + random.nextInt(0x800));
              case 2 -> (char) random.nextInt(0x10000);
              default -> "\"\\/bfnrtu".charAt(random.nextInt(9));
            });
      }

      Slice json = Slice.of(JsonText.quote(text.toString()));

      assertThat(scanner.check(json)).isEqualTo(JsonScanner.Kind.STRING);
      assertThat(JsonText.unquote(json, 100)).isEqualTo(text.toString());
      if (text.chars().allMatch(c -> c < 0x80)) {
        assertThat(JsonText.is(json, text.toString())).isTrue();
        assertThat(JsonText.is(json, text + "x")).isFalse();
      }
    }
  }

  @Test
  void escapesAreRead() {
    assertThat(unquote("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20ac\\u20AC\"", 100))
        .isEqualTo("\"\\/\b\f\n\r\t\u20ac\u20ac");
  }

  @Test
  void longTextIsCutWhereTheLimitIs() {
    assertThat(unquote("\"abcdef\"", 3)).isEqualTo("abc");
    assertThat(unquote("\"\\u0061bcdef\"", 3)).isEqualTo("abc");
    assertThat(unquote("\"abc\"", 3)).isEqualTo("abc");
  }

  private static String unquote(String json, int limit) {
    return JsonText.unquote(Slice.of(json.getBytes(StandardCharsets.UTF_8)), limit);
  }
}
