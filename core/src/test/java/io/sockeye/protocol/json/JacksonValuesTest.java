package io.sockeye.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.Samples.Colour;
import io.sockeye.protocol.json.Samples.Picture;
import io.sockeye.protocol.json.Samples.Say;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.util.RawValue;

/** A value told in parts looks as it does in JSON, and is bound from parts as from JSON. */
final class JacksonValuesTest {
  private static final JacksonJson CODEC = JacksonJson.create();

  record Move(
      int from, long to, double weight, BigDecimal exact, Instant at, Optional<String> note) {}

  static final class Broken {
    private final String name = null;

    public int getLength() {
      return name.length();
    }
  }

  static List<Object> values() {
    return List.of(
        "a\"\n\u20ac\ud83d\ude00",
        1,
        Long.MIN_VALUE,
        BigInteger.TWO.pow(70),
        1.5,
        0.1f,
        (short) 3,
        'c',
        true,
        Colour.RED,
        new BigDecimal("1.10"),
        new Say("hi", 2),
        new int[] {1, 2},
        new double[] {1.5, 2.5},
        Optional.of("there"),
        Optional.empty(),
        Instant.EPOCH,
        LocalDate.EPOCH,
        Duration.ofSeconds(90),
        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
        Arrays.asList(1, null, List.of(), Map.of()),
        new LinkedHashMap<>(Map.of("a", Map.of("b", List.of(Optional.of(1))))),
        Map.of(7, "a number as name"),
        JsonNodeFactory.instance.objectNode().put("n", 1).putNull("m"),
        new Move(1, 2, 0.5, new BigDecimal("3.25"), Instant.ofEpochMilli(1), Optional.of("n")));
  }

  @ParameterizedTest
  @MethodSource("values")
  void valueLooksAsInJson(Object value) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    CODEC.write(value, text, null);
    Object told = throughParts(CODEC, value, Object.class);

    assertThat(told).isEqualTo(CODEC.read(Slice.of(text.toByteArray()), Object.class, List.of()));
  }

  @Test
  void bytesAreBytesWhereverTheyAre() {
    ByteBuffer direct = ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip().position(1);
    byte[] mine = {4};
    Picture picture =
        new Picture("p", new byte[] {5}, ByteBuffer.wrap(new byte[] {6}), Optional.of(mine));

    List<?> told = (List<?>) throughParts(CODEC, List.of(direct, mine, picture), Object.class);
    Picture again = (Picture) throughParts(CODEC, picture, Picture.class);

    assertThat((byte[]) told.get(0)).containsExactly(2, 3);
    assertThat((byte[]) told.get(1)).containsExactly(4).isNotSameAs(mine);
    assertThat(((Map<?, ?>) told.get(2)).get("bytes")).isEqualTo(new byte[] {5});
    assertThat(again.bytes()).containsExactly(5);
    assertThat(again.more()).isEqualTo(ByteBuffer.wrap(new byte[] {6}));
    assertThat(again.maybe().orElseThrow()).containsExactly(4);
  }

  @Test
  void numberThatIsNotFiniteIsItself() {
    assertThat(throughParts(CODEC, new double[] {Double.NaN, 1}, double[].class))
        .isEqualTo(new double[] {Double.NaN, 1});
    assertThat(throughParts(CODEC, List.of(Float.NEGATIVE_INFINITY), Object.class))
        .isEqualTo(List.of(Double.NEGATIVE_INFINITY));
  }

  @Test
  void recordsAndGenericsAreBound() {
    Move move = new Move(1, 2, 0.5, new BigDecimal("0.1"), Instant.EPOCH, Optional.empty());
    Type moves = new TypeRef<Map<String, List<Move>>>() {}.type();

    assertThat(throughParts(CODEC, Map.of("m", List.of(move)), moves))
        .isEqualTo(Map.of("m", List.of(move)));
  }

  @Test
  void naturalTypesAreThoseOfArgs() {
    Consumer<ValueSink> parts =
        sink -> {
          sink.beginArray();
          sink.integer(1);
          sink.integer(1L << 40);
          sink.integer(BigInteger.TWO);
          sink.integer(BigInteger.TWO.pow(64));
          sink.real(1);
          sink.time(Instant.EPOCH);
          sink.end();
        };

    assertThat(CODEC.read(parts, Object.class))
        .isEqualTo(
            List.of(1, 1L << 40, 2, BigInteger.TWO.pow(64), 1.0, "1970-01-01T00:00:00.000Z"));
  }

  @Test
  void aScalarIsNoOtherKindOfScalar() {
    assertMismatch(sink -> sink.text("1"), int.class, "expected int, got a string");
    assertMismatch(
        sink -> sink.integer(1), String.class, "expected java.lang.String, got a number");
    assertMismatch(sink -> sink.real(1.5), int.class, "expected int, got a number");
    assertMismatch(sink -> sink.truth(true), int.class, "expected int, got a boolean");
    assertMismatch(sink -> sink.nothing(), int.class, "expected int, got null");
    assertMismatch(sink -> sink.bytes(new byte[1]), Say.class, "got bytes");
    assertMismatch(
        sink -> {
          sink.beginArray();
          sink.end();
        },
        Say.class,
        "got an array");
    assertMismatch(
        sink -> {
          sink.beginObject();
          sink.name("times");
          sink.text("many");
          sink.end();
        },
        Say.class,
        "got an object that does not fit at times");
  }

  @Test
  void tooDeepOrCyclicValueIsRefusedWithoutOverflow() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    Map<String, Object> map = new HashMap<>();
    map.put("a", Map.of("b", map));
    Object deep = 1;
    for (int i = 0; i < 129; i++) {
      deep = new Object[] {deep};
    }

    for (Object value : List.of(list, map, deep)) {
      assertThatThrownBy(() -> throughParts(CODEC, value, Object.class))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected a value nested at most 128 deep, got a deeper or a cyclic one");
    }
    assertThat(throughParts(CODEC, ((Object[]) deep)[0], Object.class)).isInstanceOf(List.class);
  }

  @Test
  void valueThatCannotBeToldIsRefused() {
    assertThatThrownBy(() -> throughParts(CODEC, new Broken(), Object.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a value that JSON can say");
    assertThatThrownBy(() -> throughParts(CODEC, List.of(new RawValue("{}")), Object.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a value that is not JSON text");
  }

  @Test
  void mapperOfOnesOwnIsHeeded() {
    ValueSerializer<String> shouting =
        new ValueSerializer<>() {
          @Override
          public void serialize(String value, JsonGenerator out, SerializationContext context) {
            out.writePOJO(new char[] {'!', value.charAt(0)});
          }
        };
    JacksonJson codec =
        JacksonJson.create(
            JsonMapper.builder()
                .addModule(new SimpleModule().addSerializer(String.class, shouting))
                .build());

    assertThat(throughParts(codec, "hello", Object.class)).isEqualTo("!h");
  }

  @Test
  void datesHaveTheTextOfJavaScript() {
    assertThat(JavaScriptDate.text(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(JavaScriptDate.text(Instant.ofEpochSecond(0, 1_001_000)))
        .isEqualTo("1970-01-01T00:00:00.001001Z");
    assertThat(JavaScriptDate.text(Instant.parse("0000-01-01T00:00:00Z")))
        .isEqualTo("0000-01-01T00:00:00.000Z");
    for (long millis : new long[] {8_640_000_000_000_000L, -8_640_000_000_000_000L, -1}) {
      Instant time = Instant.ofEpochMilli(millis);
      assertThat(CODEC.read(sink -> sink.time(time), Instant.class)).isEqualTo(time);
    }
  }

  private static Object throughParts(ValueCodec codec, Object value, Type type) {
    return codec.read(sink -> codec.write(value, sink), type);
  }

  private static void assertMismatch(Consumer<ValueSink> parts, Type type, String message) {
    assertThatThrownBy(() -> CODEC.read(parts, type))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void textOfJsonAndPartsAreBoundAlike() {
    String json = "{\"text\":\"hi\",\"times\":2,\"unknown\":[{}]}";

    Object fromText =
        CODEC.read(Slice.of(json.getBytes(StandardCharsets.UTF_8)), Say.class, List.of());
    Object fromParts = throughParts(CODEC, Map.of("text", "hi", "times", 2, "x", 1), Say.class);

    assertThat(fromParts).isEqualTo(fromText);
  }
}
