package io.sockeye.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.Slice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Type;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is written and bound as the seam promises. */
final class JacksonJsonTest {
  private enum Colour {
    RED
  }

  private record Say(String text, int times) {
    Say {
      if (times < 0) {
        throw new IllegalArgumentException("times must not be negative");
      }
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // what users write
  private record Picture(String title, byte[] bytes, ByteBuffer more, Optional<byte[]> maybe) {}

  private final JsonCodec json = JacksonJson.create();

  // Writing.

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

  // Reading.

  @Test
  void naturalTypes() {
    assertThat(
            natural(
                "[1,12345678901,123456789012345678901234567890,1.5,true,null,\"a\",{\"b\":[]}]"))
        .isEqualTo(
            Arrays.asList(
                1,
                12_345_678_901L,
                new BigInteger("123456789012345678901234567890"),
                1.5,
                true,
                null,
                "a",
                Map.of("b", List.of())));
    assertThat(natural("1e999999999")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(natural("9007199254740993")).isEqualTo(9_007_199_254_740_993L);
  }

  @Test
  void prototypeNamesArePlainData() {
    assertThat(natural("{\"__proto__\":{\"admin\":true},\"constructor\":1}"))
        .isEqualTo(Map.of("__proto__", Map.of("admin", true), "constructor", 1));
  }

  @Test
  void placeholdersBecomeBytesInNaturalTypes() {
    List<byte[]> attachments = List.of(new byte[] {1}, new byte[] {2});

    Object value =
        read(
            "[{\"_placeholder\":true,\"num\":1},{\"a\":{\"num\":0,\"_pl\\u0061ceholder\":true,\"x\":[{}]}},"
                + "\"{\\\"_placeholder\\\":true,\\\"num\\\":0}\",{\"num\":0}]",
            Object.class,
            attachments);

    List<?> list = (List<?>) value;
    assertThat(list.get(0)).isSameAs(attachments.get(1));
    assertThat(((Map<?, ?>) list.get(1)).get("a")).isSameAs(attachments.get(0));
    assertThat(list.get(2)).isEqualTo("{\"_placeholder\":true,\"num\":0}");
    assertThat(list.get(3)).isEqualTo(Map.of("num", 0));
  }

  @Test
  void placeholdersBecomeBytesInTypes() {
    List<byte[]> attachments = List.of(new byte[] {1}, new byte[] {2}, new byte[] {3});
    String first = "{\"_placeholder\":true,\"num\":0}";

    assertThat((byte[]) read(first, byte[].class, attachments)).containsExactly(1);
    assertThat((ByteBuffer) read(first, ByteBuffer.class, attachments))
        .isEqualTo(ByteBuffer.wrap(new byte[] {1}));
    assertThat(((JsonNode) read(first, JsonNode.class, attachments)).binaryValue())
        .containsExactly(1);
    Picture picture =
        (Picture)
            read(
                "{\"title\":\"p\",\"bytes\":@0,\"more\":@1,\"maybe\":@2,\"unknown\":1}"
                    .replaceAll("@(\\d)", "{\"_placeholder\":true,\"num\":$1}"),
                Picture.class,
                attachments);
    assertThat(picture.title()).isEqualTo("p");
    assertThat(picture.bytes()).containsExactly(1);
    assertThat(picture.more()).isEqualTo(ByteBuffer.wrap(new byte[] {2}));
    assertThat(picture.maybe().orElseThrow()).containsExactly(3);
    List<?> list =
        (List<?>) read("[" + first + "]", new TypeRef<List<byte[]>>() {}.type(), attachments);
    assertThat((byte[]) list.get(0)).containsExactly(1);
    Map<?, ?> map =
        (Map<?, ?>)
            read(
                "{\"a\":" + first + "}", new TypeRef<Map<String, Object>>() {}.type(), attachments);
    assertThat((byte[]) map.get("a")).containsExactly(1);
  }

  @Test
  void withoutAttachmentsPlaceholderIsAnObject() {
    assertThat(natural("{\"_placeholder\":true,\"num\":0}"))
        .isEqualTo(Map.of("_placeholder", true, "num", 0));
    assertThatThrownBy(() -> read("{\"_placeholder\":true,\"num\":0}", byte[].class, List.of()))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("expected byte[], got an object");
  }

  @Test
  void base64TextBecomesBytes() {
    assertThat((byte[]) read("\"AQI=\"", byte[].class, List.of())).containsExactly(1, 2);
  }

  @Test
  void typesAreBound() {
    assertThat(read("{\"times\":2,\"text\":\"hi\",\"more\":{}}", Say.class))
        .isEqualTo(new Say("hi", 2));
    assertThat(read("1", int.class)).isEqualTo(1);
    assertThat(read("1", double.class)).isEqualTo(1.0);
    assertThat(read("1", Long.class)).isEqualTo(1L);
    assertThat(read("null", Say.class)).isNull();
    assertThat(read("null", Optional.class)).isEqualTo(Optional.empty());
    assertThat(read("\"RED\"", Colour.class)).isEqualTo(Colour.RED);
    assertThat(read("\"1970-01-01T00:00:00Z\"", Instant.class)).isEqualTo(Instant.EPOCH);
    assertThat(read("[{\"text\":\"a\",\"times\":1}]", new TypeRef<List<Say>>() {}.type()))
        .isEqualTo(List.of(new Say("a", 1)));
    assertThat(read("1.10", BigDecimal.class)).isEqualTo(new BigDecimal("1.10"));
  }

  @Test
  void oneKindOfScalarIsNotTurnedIntoAnother() {
    for (String text : List.of("1", "1.5", "true", "[]", "{}")) {
      assertMismatch(text, String.class);
    }
    for (String text : List.of("\"1\"", "\"\"", "1.5", "true", "[1]", "12345678901")) {
      assertMismatch(text, Integer.class);
      assertMismatch(text, int.class);
    }
    for (String text : List.of("1", "0", "\"true\"", "\"\"")) {
      assertMismatch(text, Boolean.class);
    }
    assertMismatch("null", int.class);
    assertMismatch("0", Colour.class);
    assertMismatch("\"BLUE\"", Colour.class);
    assertMismatch("1", List.class);
    assertMismatch("[1]", Say.class);
  }

  @Test
  void mismatchSaysWhereAndDoesNotQuoteThePeer() {
    assertThatThrownBy(() -> read("{\"text\":\"hi\",\"times\":\"evil\\r\\n\"}", Say.class))
        .isInstanceOf(ArgumentException.class)
        .hasMessage(
            "expected " + Say.class.getName() + ", got an object that does not fit at times")
        .hasNoCause();
    assertThatThrownBy(
            () ->
                read(
                    "{\"a\\r\\nb\":[1,\"x\"]}",
                    new TypeRef<Map<String, List<Integer>>>() {}.type()))
        .hasMessageEndingWith("got an object that does not fit at a??b[1]");
  }

  @Test
  void refusalOfTheTypesOwnConstructorIsTold() {
    assertThatThrownBy(() -> read("{\"text\":\"hi\",\"times\":-1}", Say.class))
        .isInstanceOf(ArgumentException.class)
        .hasMessageEndingWith("IllegalArgumentException: times must not be negative")
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void typeThatCannotBeBoundIsTold() {
    assertThatThrownBy(() -> read("{}", Runnable.class))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("Runnable");
  }

  @Test
  void unpairedSurrogateSurvivesInValuesAndIsToldInNames() {
    assertThat(natural("\"a\\ud83d\"")).isEqualTo("a\ud83d");
    assertThat(write(natural("\"a\\ud83d\""))).isEqualTo("\"a\\ud83d\"");
    assertThatThrownBy(() -> natural("{\"a\\ud83d\":1}"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  /** P12, P13. */
  @Test
  @Timeout(20)
  void hostileValuesAreBoundOrRefusedInGoodTime() {
    StringBuilder collisions = new StringBuilder("{");
    for (int i = 0; i < 1 << 16; i++) {
      for (int bit = 0; bit < 16; bit++) {
        collisions.append(bit == 0 ? "\"" : "").append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      collisions.append("\":1,");
    }
    collisions.append("\"x\":1}");

    assertThat((Map<?, ?>) natural(collisions.toString())).hasSize((1 << 16) + 1);
    for (Type type :
        List.of(Object.class, BigDecimal.class, BigInteger.class, Long.class, double.class)) {
      try {
        read("1e999999999", type);
        read("-1e-999999999", type);
        read("1".repeat(256), type);
      } catch (ArgumentException refused) {
        assertThat(refused).hasMessageStartingWith("expected ");
      }
    }
  }

  @Test
  void mapperOfOnesOwnIsTakenAsItIs() {
    JsonCodec lenient = JacksonJson.create(JsonMapper.builder().build());

    assertThat(lenient.read(slice("5"), String.class, List.of())).isEqualTo("5");
  }

  private void assertMismatch(String text, Type type) {
    assertThatThrownBy(() -> read(text, type))
        .as(text)
        .isInstanceOf(ArgumentException.class)
        .hasMessageStartingWith("expected " + type.getTypeName() + ", got ");
  }

  private String write(Object value) {
    return write(value, new ArrayList<>());
  }

  private String write(Object value, List<byte[]> attachments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      json.write(value, out, attachments);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private Object natural(String text) {
    return read(text, Object.class);
  }

  private Object read(String text, Type type) {
    return read(text, type, List.of());
  }

  /** The text amid other bytes. */
  private Object read(String text, Type type, List<byte[]> attachments) {
    byte[] bytes = ("[1," + text + ",2]").getBytes(StandardCharsets.UTF_8);
    return json.read(new Slice(bytes, 3, bytes.length - 6), type, attachments);
  }

  private static Slice slice(String text) {
    return Slice.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
