package io.sockeye.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.Samples.Colour;
import io.sockeye.protocol.json.Samples.Picture;
import io.sockeye.protocol.json.Samples.Say;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is bound is what was asked for, or an error that says why not. */
final class JacksonReadingTest {
  private final JsonCodec json = JacksonJson.create();

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

  @ParameterizedTest
  @ValueSource(classes = {BigDecimal.class, BigInteger.class, Instant.class, Duration.class})
  void exponentBeyondAllNumbersIsAMismatchThatIsNotQuoted(Class<?> type) {
    for (String text : List.of("1e2147483648", "-1e99999999999999999999")) {
      assertThatThrownBy(() -> read(text, type))
          .isInstanceOf(ArgumentException.class)
          .hasMessageStartingWith("expected " + type.getName() + ", got a number")
          .hasMessageNotContaining("e2147483648")
          .hasMessageNotContaining("e99999999")
          .hasNoCause();
    }
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
