package io.sockeye.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.json.Samples.Colour;
import io.sockeye.protocol.json.Samples.Picture;
import io.sockeye.protocol.json.Samples.Say;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is written is what JavaScript would write, and bytes go aside. */
final class JacksonWritingTest {
  private final JsonCodec json = JacksonJson.create();

  @Test
  void valuesAreWrittenAsJavaScriptWould() {
    assertThat(write(null)).isEqualTo("null");
    assertThat(write("a\"\n\u20ac\ud83d\ude00")).isEqualTo("\"a\\\"\\n\u20ac\ud83d\ude00\"");
    assertThat(write(List.of(1, 2L, 1.5, true))).isEqualTo("[1,2,1.5,true]");
    assertThat(write(new Say("hi", 2))).isEqualTo("{\"text\":\"hi\",\"times\":2}");
    assertThat(write(new int[] {1, 2})).isEqualTo("[1,2]");
    assertThat(write(Colour.RED)).isEqualTo("\"RED\"");
    assertThat(write(new BigDecimal("1.10"))).isEqualTo("1.10");
    assertThat(write(BigInteger.TWO.pow(70))).isEqualTo("1180591620717411303424");
    assertThat(write(Arrays.asList(Optional.of(1), Optional.empty()))).isEqualTo("[1,null]");
  }

  @Test
  void mapsAreWrittenAsJacksonDoesWhateverWayTheyTake() {
    JsonCodec byJackson = JacksonJson.create(JsonMapper.builder().build());
    Map<String, Object> mixed = new LinkedHashMap<>();
    mixed.put("z", 1);
    mixed.put("a\"", "b\\\n\u20ac\ud83d\ude00");
    mixed.put("nothing", null);
    mixed.put("", true);
    mixed.put("long", Long.MIN_VALUE);
    Map<String, Object> nested = new LinkedHashMap<>(mixed);
    nested.put("list", List.of(1, Map.of("x", 2)));
    Map<String, Object> big = new LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      big.put("m" + (40 - i), i);
    }
    Map<Object, Object> numbered = new HashMap<>();
    numbered.put(7, "seven");
    Map<String, Object> real = new HashMap<>();
    real.put("half", 0.5);

    List<Object> maps =
        List.of(
            mixed,
            nested,
            big,
            numbered,
            real,
            new HashMap<>(mixed),
            new TreeMap<>(mixed),
            Map.of(),
            new HashMap<>(),
            Map.of("sid", "x"),
            Map.of("sid", "x", "pid", "y"));

    assertThat(maps)
        .allSatisfy(
            map -> assertThat(write(map)).isEqualTo(write(byJackson, map, new ArrayList<>())));
  }

  @Test
  void timeIsIsoText() {
    assertThat(write(List.of(Instant.EPOCH, LocalDate.EPOCH, Duration.ofSeconds(90))))
        .isEqualTo("[\"1970-01-01T00:00:00Z\",\"1970-01-01\",\"PT1M30S\"]");
  }

  @Test
  void numberThatIsNotFiniteIsNull() {
    assertThat(
            write(
                Arrays.asList(
                    Double.NaN,
                    Double.NEGATIVE_INFINITY,
                    Float.NaN,
                    new float[] {Float.POSITIVE_INFINITY, 1},
                    new double[] {Double.NaN, 1},
                    JsonNodeFactory.instance.numberNode(Double.NaN))))
        .isEqualTo("[null,null,null,[null,1.0],[null,1.0],null]");
  }

  @Test
  void bytesAreAttachmentsWhereverTheyAre() {
    ByteBuffer direct =
        ByteBuffer.allocateDirect(4).put(new byte[] {1, 2, 3, 4}).flip().position(1);
    List<byte[]> attachments = new ArrayList<>(List.of(new byte[] {9}));

    String text =
        write(
            Arrays.asList(
                new byte[] {1},
                new byte[][] {{2}, {}},
                Map.of("a", Optional.of(new byte[] {3})),
                new Picture("p", new byte[] {4}, ByteBuffer.wrap(new byte[] {5}), Optional.empty()),
                direct,
                JsonNodeFactory.instance.binaryNode(new byte[] {6})),
            attachments);

    assertThat(text)
        .isEqualTo(
            "[@1,[@2,@3],{\"a\":@4},{\"title\":\"p\",\"bytes\":@5,\"more\":@6,\"maybe\":null},@7,@8]"
                .replaceAll("@(\\d)", "{\"_placeholder\":true,\"num\":$1}"));
    assertThat(attachments)
        .containsExactly(
            new byte[] {9},
            new byte[] {1},
            new byte[] {2},
            new byte[0],
            new byte[] {3},
            new byte[] {4},
            new byte[] {5},
            new byte[] {2, 3, 4},
            new byte[] {6});
    assertThat(direct.position()).as("the caller's buffer is left as it was").isEqualTo(1);
  }

  @Test
  void withoutAttachmentsBytesAreBase64() {
    assertThat(write(List.of(new byte[] {1, 2}, ByteBuffer.allocateDirect(1)), null))
        .isEqualTo("[\"AQI=\",\"AA==\"]");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 990, 998, 999, 1_000, 1_001, 1_998, 2_000, 3_998, 4_000, 7_999, 8_000})
  void surrogatesSurviveAtEachSeamOfTheWriter(int before) {
    for (int i = before; i < before + 4; i++) {
      String padding = "a".repeat(i);

      for (String[] pair :
          new String[][] {
            {"\ud83d\ude00b", "\ud83d\ude00b"},
            {"\ud83db", "\\ud83db"},
            {"\ud83d", "\\ud83d"},
            {"\ude00\ud83d\ude00", "\\ude00\ud83d\ude00"},
            {"\ud83d\ud83d\ude00\n\u0001", "\\ud83d\ud83d\ude00\\n\\u0001"},
          }) {
        assertThat(write(padding + pair[0])).isEqualTo("\"" + padding + pair[1] + "\"");
        assertThat(write(List.of(padding + pair[0]))).isEqualTo("[\"" + padding + pair[1] + "\"]");
      }
      assertThat(write(Map.of(padding + "\ud83d\ud83d\ude00", 1)))
          .isEqualTo("{\"" + padding + "\\ud83d\ud83d\ude00\":1}");
    }
  }

  @Test
  void tooDeepOrCyclicValueIsRefusedWithoutOverflow() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    Map<String, Object> map = new HashMap<>();
    map.put("a", Map.of("b", map));
    Object deep = 1;
    for (int i = 0; i < 129; i++) {
      deep = List.of(deep);
    }

    for (Object value : List.of(list, map, deep)) {
      assertThatThrownBy(() -> write(value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected a value nested at most 128 deep, got a deeper or a cyclic one");
    }
    assertThat(write(((List<?>) deep).get(0))).startsWith("[[[[");
  }

  @Test
  void deeperValueIsWrittenWhenTheLimitsSaySo() {
    Object deep = 1;
    for (int i = 0; i < 300; i++) {
      deep = List.of(deep);
    }
    JsonCodec generous = JacksonJson.create(Limits.defaults().withMaxJsonDepth(300));

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Object value = deep;
    org.assertj.core.api.Assertions.assertThatCode(() -> generous.write(value, out, null))
        .doesNotThrowAnyException();
  }

  @Test
  void mapperOfOnesOwnWritesTheText() {
    ValueSerializer<String> shouting =
        new ValueSerializer<>() {
          @Override
          public void serialize(String value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.toUpperCase(Locale.ROOT));
          }
        };
    JsonCodec own =
        JacksonJson.create(
            JsonMapper.builder()
                .addModule(new SimpleModule().addSerializer(String.class, shouting))
                .build());
    List<byte[]> attachments = new ArrayList<>();

    assertThat(write(own, "alone", attachments)).isEqualTo("\"ALONE\"");
    assertThat(write(own, new Say("hi", 2), attachments))
        .isEqualTo("{\"text\":\"HI\",\"times\":2}");
    assertThat(write(own, List.of("bytes", new byte[] {1}), attachments))
        .isEqualTo("[\"BYTES\",{\"_placeholder\":true,\"num\":0}]");
    assertThat(attachments).containsExactly(new byte[] {1});
  }

  @Test
  void objectOfWhichNothingWouldBeWrittenIsAMistake() {
    assertThatThrownBy(() -> write(new Hidden("secret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected a value that JSON can say")
        .hasMessageContaining("Hidden");
    assertThat(write(new Nothing())).isEqualTo("{}");
    assertThat(write(Map.of())).isEqualTo("{}");
  }

  /** What it has cannot be seen from outside. */
  private static final class Hidden {
    private final String name;

    Hidden(String name) {
      this.name = name;
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Hidden hidden && hidden.name.equals(name);
    }
  }

  private record Nothing() {}

  @Test
  void failureOfTheStreamIsItsOwn() {
    IOException full = new IOException("full");
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw full;
          }
        };

    assertThatThrownBy(() -> json.write("a", broken, null)).isSameAs(full);
  }

  private String write(Object value) {
    return write(value, new ArrayList<>());
  }

  private String write(Object value, List<byte[]> attachments) {
    return write(json, value, attachments);
  }

  private static String write(JsonCodec codec, Object value, List<byte[]> attachments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      codec.write(value, out, attachments);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
