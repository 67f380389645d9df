package io.sockeye.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.Vectors;
import io.sockeye.protocol.Vectors.Vector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shared vectors of JSON, the elements of arrays, placeholders, limits and cost. */
final class JsonScannerTest {
  private final JsonScanner scanner = new JsonScanner(Limits.defaults());

  static List<Vector> valid() {
    return Vectors.of("json/valid.jsonl");
  }

  static List<Vector> invalid() {
    return Vectors.of("json/invalid.jsonl");
  }

  @ParameterizedTest
  @MethodSource("valid")
  void validTextPasses(Vector vector) throws ProtocolException {
    JsonScanner.Kind kind = JsonScanner.Kind.valueOf(vector.text("kind").toUpperCase(Locale.ROOT));

    assertThat(scanner.check(embedded(bytes(vector)))).isEqualTo(kind);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void invalidTextIsRefused(Vector vector) {
    assertThatThrownBy(() -> scanner.check(embedded(bytes(vector))))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected ");
  }

  @Test
  void scannerMayBeUsedAgainAfterRefusal() throws ProtocolException {
    assertThatThrownBy(() -> scanner.check(slice("[[{"))).isInstanceOf(ProtocolException.class);

    assertThat(scanner.check(slice("[1]"))).isEqualTo(JsonScanner.Kind.ARRAY);
    assertThat(elements("[2]")).containsExactly("2");
  }

  @Test
  void elementsAreFoundBetweenTheOutermostCommas() throws ProtocolException {
    assertThat(elements("[]")).isEmpty();
    assertThat(elements(" [ ] ")).isEmpty();
    assertThat(elements("[[]]")).containsExactly("[]");
    assertThat(elements("[{}]")).containsExactly("{}");
    assertThat(elements("[1]")).containsExactly("1");
    assertThat(elements(" [ \"a,b\" ,\t{\"c\" : [1,2] , \"d\":3}\n, [4 , [5,6]] ,\"]\",null ] "))
        .containsExactly("\"a,b\"", "{\"c\" : [1,2] , \"d\":3}", "[4 , [5,6]]", "\"]\"", "null");
    assertThat(elements("[" + "0,".repeat(1_000) + "1]")).hasSize(1_001).endsWith("1");
  }

  @Test
  void elementsFromAnIndexAreSentOnAsTheyCame() throws ProtocolException {
    JsonArray array = scanner.checkArray(embedded(utf8("[ \"a\" , 1 ,{ } ] ")), 0);

    assertThat(array.elementsFrom(0).utf8()).isEqualTo(" \"a\" , 1 ,{ } ");
    assertThat(array.elementsFrom(1).utf8()).isEqualTo(" 1 ,{ } ");
    assertThat(array.elementsFrom(3).utf8()).isEmpty();
    assertThat(scanner.checkArray(slice("[]"), 0).elementsFrom(0).utf8()).isEmpty();
    assertThat(JsonArray.ofOne(slice("{\"a\":1}")).element(0).utf8()).isEqualTo("{\"a\":1}");
    assertThat(JsonArray.ofOne(slice("{\"a\":1}")).elementsFrom(0).utf8()).isEqualTo("{\"a\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "1", "null", "\"[]\"", "true"})
  void whatIsNoArrayHasNoElements(String text) {
    assertThatThrownBy(() -> scanner.checkArray(slice(text), 0))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected a JSON array, got ");
  }

  /** Section 3.3, rule 10; P08. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
        "[{\"num\":1,\"_placeholder\":true},[{\"a\":{\"num\":0,\"_placeholder\":true}}]]",
        "[{\"_pl\\u0061ceholder\":true,\"n\\u0075m\":0},{\"_placeholder\":true,\"num\":1,\"x\":[{}]}]",
        "[{\"\\u005f\\u0070laceholder\":true,\"num\":0},{ \"_placeholder\" : true , \"num\" : 1 }]",
        "[{\"_placeholder\":1,\"num\":7,\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
        "[{\"_placeholder\":true,\"num\":0,\"x\":{\"_placeholder\":true,\"num\":1}}]",
        "[\"{\\\"_placeholder\\\":true,\\\"num\\\":0}\",{\"_placeholder\":true,\"num\":0},"
            + "{\"_placeholder\":true,\"num\":1}]",
        "[{\"_placeholder\":false,\"num\":5},{\"_placeholder\":\"true\",\"num\":0},{\"num\":9},"
            + "{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
        "[{\"_placeholder\":true,\"num\":0,\"_placeholder\":null},{\"_placeholder\":true,\"num\":0},"
            + "{\"_placeholder\":true,\"num\":1}]",
      })
  void eachPlaceholderOnceIsAccepted(String text) throws ProtocolException {
    scanner.checkArray(slice(text), 2);
  }

  /** Section 3.3, rule 10; P08. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[1]",
        "[\"{\\\"_placeholder\\\":true,\\\"num\\\":0}\"]",
        "[{\"_placeholder\":true}]",
        "[{\"_placeholder\":true,\"num\":-1}]",
        "[{\"_placeholder\":true,\"num\":-0}]",
        "[{\"_placeholder\":true,\"num\":0.0}]",
        "[{\"_placeholder\":true,\"num\":1.5}]",
        "[{\"_placeholder\":true,\"num\":0e0}]",
        "[{\"_placeholder\":true,\"num\":\"0\"}]",
        "[{\"_placeholder\":true,\"num\":null}]",
        "[{\"_placeholder\":true,\"num\":[0]}]",
        "[{\"_placeholder\":true,\"num\":{\"num\":0}}]",
        "[{\"_placeholder\":true,\"num\":1}]",
        "[{\"_placeholder\":true,\"num\":4294967296}]",
        "[{\"_placeholder\":true,\"num\":99999999999999999999999999}]",
        "[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]",
        "[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
        "[{\"_placeholder\":true,\"num\":0,\"num\":1}]",
        "[{\"_placeholder\":true,\"nums\":0}]",
        "[{\"_placeholders\":true,\"num\":0}]",
        "[{\"_placeholder\":{\"_placeholder\":true},\"num\":0}]",
      })
  void anyOtherPlaceholderIsRefused(String text) {
    assertThatThrownBy(() -> scanner.checkArray(slice(text), 1))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void withoutAttachmentsPlaceholdersAreObjectsLikeAnyOther() throws ProtocolException {
    assertThat(elements("[{\"_placeholder\":true,\"num\":99},{\"_placeholder\":true}]")).hasSize(2);
  }

  @Test
  void limitsAreTheGivenOnes() throws ProtocolException {
    JsonScanner tight =
        new JsonScanner(
            Limits.defaults()
                .withMaxJsonDepth(2)
                .withMaxJsonNameLength(3)
                .withMaxJsonNumberLength(4));

    tight.check(slice("[[]]"));
    tight.check(slice("{\"abc\":-1.5}"));
    assertThatThrownBy(() -> tight.check(slice("[[[]]]")))
        .hasMessage("expected JSON of at most 2 levels, got more");
    assertThatThrownBy(() -> tight.check(slice("{\"abcd\":1}")))
        .hasMessage("expected a member name of at most 3 bytes, got more");
    assertThatThrownBy(() -> tight.check(slice("12345")))
        .hasMessage("expected a number of at most 4 characters, got more");
  }

  @Test
  void deepLimitIsNoMatterOfTheCallStack() throws ProtocolException {
    JsonScanner deep = new JsonScanner(Limits.defaults().withMaxJsonDepth(1_000_000));
    String text = "[{\"a\":".repeat(300_000) + "1" + "}]".repeat(300_000);

    assertThat(deep.check(slice(text))).isEqualTo(JsonScanner.Kind.ARRAY);
  }

  /** V4, V5, P12, P13: cheap to refuse, linear to accept. */
  @Test
  @Timeout(20)
  void hostileTextsCostLittle() throws ProtocolException {
    List<String> refused =
        List.of(
            "[".repeat(1_000_000),
            "{\"a\":".repeat(200_000),
            "1".repeat(1_000_000),
            "0." + "1".repeat(1_000_000),
            "\"" + "\\u0061".repeat(160_000),
            "[" + "[],".repeat(330_000),
            "{\"" + "n".repeat(1_000_000) + "\":1}");
    List<String> accepted =
        List.of(
            "[" + "1,".repeat(500_000) + "1]",
            "[" + "\"\\ud83d\",".repeat(100_000) + "1]",
            "{" + "\"Aa\":1,\"BB\":1,".repeat(70_000) + "\"x\":1}",
            " ".repeat(1_000_000) + "1");

    for (String text : refused) {
      byte[] bytes = utf8(text);
      assertThatThrownBy(() -> scanner.check(Slice.of(bytes)))
          .isInstanceOf(ProtocolException.class);
    }
    for (String text : accepted) {
      byte[] bytes = utf8(text);
      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        scanner.check(Slice.of(bytes));
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void placeholdersAmongManyObjectsCostLittle() throws ProtocolException {
    int objects = 20_000;
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < objects; i++) {
      text.append("{\"_placeholder\":true,\"num\":").append(i).append("},");
    }

    scanner.checkArray(slice(text.append("0]").toString()), objects);
  }

  private List<String> elements(String text) throws ProtocolException {
    JsonArray array = scanner.checkArray(embedded(utf8(text)), 0);
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      elements.add(array.element(i).utf8());
    }
    return elements;
  }

  private static byte[] bytes(Vector vector) {
    return vector.text("text") == null ? vector.bytes("hex") : utf8(vector.text("text"));
  }

  /** The bytes amid others that would change the meaning if they were looked at. */
  private static Slice embedded(byte[] json) {
    byte[] array = new byte[json.length + 8];
    Arrays.fill(array, (byte) '"');
    System.arraycopy(json, 0, array, 3, json.length);
    return new Slice(array, 3, json.length);
  }

  private static Slice slice(String text) {
    return Slice.of(utf8(text));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
