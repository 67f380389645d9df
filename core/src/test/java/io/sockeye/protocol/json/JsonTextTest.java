package io.sockeye.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.Slice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Strings to and from JSON. */
final class JsonTextTest {
  private static final JsonCodec JACKSON = JacksonJson.create();

  @Test
  void quotedTextIsSoundAndReadsBackTheSame() throws Exception {
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
      assertThat(json.utf8()).as("as in a list, by Jackson").isEqualTo(byJackson(text.toString()));
      assertThat(JsonText.unquote(json)).isEqualTo(text.toString());
      if (text.chars().allMatch(c -> c < 0x80)) {
        assertThat(JsonText.is(json, text.toString())).isTrue();
        assertThat(JsonText.is(json, text + "x")).isFalse();
      }
    }
  }

  @Test
  void escapesAreRead() {
    assertThat(unquote("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20ac\\u20AC\""))
        .isEqualTo("\"\\/\b\f\n\r\t\u20ac\u20ac");
  }

  @Test
  void unpairedSurrogateIsFoundAmongQuestionMarks() {
    String marks = "why? ".repeat(20);

    assertThat(quoted(marks)).isEqualTo('"' + marks + '"');
    assertThat(quoted(marks + "\ud800" + marks)).isEqualTo('"' + marks + "\\ud800" + marks + '"');
    assertThat(quoted(marks + "\udfff")).isEqualTo('"' + marks + "\\udfff" + '"');
  }

  private static String quoted(String text) {
    return new String(JsonText.quote(text), StandardCharsets.UTF_8);
  }

  private static String byJackson(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JACKSON.write(List.of(text), out, null);
    String list = out.toString(StandardCharsets.UTF_8);
    return list.substring(1, list.length() - 1);
  }

  private static String unquote(String json) {
    return JsonText.unquote(Slice.of(json.getBytes(StandardCharsets.UTF_8)));
  }
}
