package io.sockeye.protocol.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.Args;
import io.sockeye.TypeRef;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonFormat;
import io.sockeye.protocol.socketio.RawValue;
import io.sockeye.protocol.socketio.RawValue.Kind;
import io.sockeye.protocol.socketio.ValueFormat;
import io.sockeye.protocol.socketio.ValueWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values outside of packets, the same in JSON and in MessagePack but for bytes. */
final class ValueFormatTest {
  private static final ValueFormat JSON = new JsonFormat(JacksonJson.create());
  private static final ValueFormat MSGPACK = new MsgpackFormat(JacksonJson.create());

  static List<ValueFormat> formats() {
    return List.of(JSON, MSGPACK);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void valueIsLookedIntoStepByStep(ValueFormat format) throws ProtocolException {
    RawValue read =
        read(
            format,
            writer -> {
              writer.beginObject();
              writer.name("a");
              writer.text("ü\"\n");
              writer.name("skipped");
              writer.value(Map.of("a", List.of(1, "}]")));
              writer.name("list");
              writer.beginArray();
              writer.integer(-7);
              writer.real(0.5);
              writer.truth(true);
              writer.truth(false);
              writer.nothing();
              writer.integer(new BigInteger("18446744073709551615"));
              writer.beginArray();
              writer.end();
              writer.end();
              writer.name("a");
              writer.text("last");
              writer.end();
            });

    @Nullable RawValue[] members = read.members("list", "none", "a");

    assertThat(read.kind()).isEqualTo(Kind.OBJECT);
    assertThat(read.size()).isZero();
    assertThat(members[1]).isNull();
    assertThat(members[2].kind()).isEqualTo(Kind.TEXT);
    assertThat(members[2].text(4)).isEqualTo("last");
    RawValue list = members[0];
    assertThat(list.kind()).isEqualTo(Kind.ARRAY);
    assertThat(kinds(list))
        .containsExactly(
            Kind.NUMBER, Kind.NUMBER, Kind.TRUE, Kind.FALSE, Kind.NOTHING, Kind.NUMBER, Kind.ARRAY);
    assertThat(list.element(0).number()).isEqualTo(-7);
    assertThat(list.element(1).number()).isEqualTo(0.5);
    assertThat(list.element(5).number()).isEqualTo(0x1p64);
    assertThat(list.members("a")).containsOnlyNulls();
    assertThat(list.text(100)).isNull();
    assertThat(list.number()).isNaN();
    assertThatThrownBy(() -> list.element(7)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void elementsAreArguments(ValueFormat format) throws ProtocolException {
    RawValue read = read(format, writer -> writer.value(List.of("ev", 1, Map.of("a", 2.5))));

    assertThat(read.args(1).toList()).containsExactly(1, Map.of("a", 2.5));
    assertThat(read.args(1).get(0, Long.class)).isEqualTo(1L);
    assertThat(read.args(3).size()).isZero();
    assertThat(read.asArgs().toList()).containsExactly(List.of("ev", 1, Map.of("a", 2.5)));
    assertThat(read.element(2).asArgs().toList()).containsExactly(Map.of("a", 2.5));
    assertThatThrownBy(() -> read.args(4)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void longTextIsNotRead(ValueFormat format) throws ProtocolException {
    RawValue ascii = read(format, writer -> writer.text("a".repeat(100)));
    RawValue emoji = read(format, writer -> writer.text("😀"));

    assertThat(ascii.text(100)).hasSize(100);
    assertThat(ascii.text(99)).isNull();
    assertThat(ascii.text(1)).isNull();
    assertThat(emoji.text(2)).isEqualTo("😀");
    assertThat(emoji.text(1)).isNull();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void argumentsAreWrittenFromEitherFormat(ValueFormat format) throws ProtocolException {
    List<Object> values = List.of("a", 7, Map.of("b", List.of(true)));
    for (Args args :
        List.of(
            Args.of(values.toArray()),
            read(JSON, writer -> writer.value(values)).args(0),
            read(MSGPACK, writer -> writer.value(values)).args(0))) {
      RawValue written =
          read(
              format,
              writer -> {
                writer.beginArray();
                writer.text("first");
                writer.args(args);
                writer.arg(args, 1);
                writer.arg(args, 9);
                writer.args(Args.empty());
                writer.end();
              });

      assertThat(written.args(0).toList())
          .containsExactly("first", "a", 7, Map.of("b", List.of(true)), 7, null);
    }
  }

  @Test
  void bytesAreBeyondJson() throws ProtocolException {
    Args here = Args.of(1, Map.of("deep", new byte[] {1, 2}));
    Args there = read(MSGPACK, writer -> writer.value(here.toList())).args(0);

    for (Consumer<ValueWriter> telling :
        List.<Consumer<ValueWriter>>of(
            writer -> writer.arg(here, 1),
            writer -> writer.arg(there, 1),
            writer -> writer.value(new byte[0]),
            writer -> writer.bytes(new byte[0]))) {
      ValueWriter json = JSON.writer();
      telling.accept(json);
      ValueWriter msgpack = MSGPACK.writer();
      telling.accept(msgpack);

      assertThat(json.isLossy()).isTrue();
      assertThat(msgpack.isLossy()).isFalse();
    }
    assertThat(there.get(1, new TypeRef<Map<String, byte[]>>() {}))
        .containsExactly(Map.entry("deep", new byte[] {1, 2}));
  }

  @Test
  void dateStaysATimestamp() throws ProtocolException {
    for (String time :
        List.of(
            "1970-01-01T00:00:00Z",
            "2023-11-14T22:13:20.123Z",
            "1969-12-31T23:59:59.999Z",
            "2600-01-01T00:00:00Z")) {
      RawValue read = read(MSGPACK, writer -> writer.time(Instant.parse(time)));
      ValueWriter again = MSGPACK.writer();
      again.arg(read.asArgs(), 0);

      assertThat(read.kind()).isEqualTo(Kind.OTHER);
      assertThat(Instant.parse((String) read.asArgs().get(0))).isEqualTo(time);
      assertThat(read(again.toByteArray()).asArgs().get(0)).isEqualTo(read.asArgs().get(0));
    }
  }

  @Test
  void argumentThatCannotBeWrittenIsNamed() {
    List<Object> self = new ArrayList<>();
    self.add(self);

    for (ValueFormat format : formats()) {
      ValueWriter writer = format.writer();
      writer.beginArray();
      assertThatThrownBy(() -> writer.args(Args.of(1, self)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("argument 1: expected a value nested at most");
    }
  }

  @Test
  void limitsAreKept() {
    Limits shallow = Limits.defaults().withMaxJsonDepth(2);

    assertThatThrownBy(() -> JSON.read(text("[[[]]]"), shallow))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> MSGPACK.read(bytes(0x91, 0x91, 0x90), shallow))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> JSON.read(text("1 2"), shallow)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> MSGPACK.read(bytes(1, 2), shallow))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> JSON.read(text(""), shallow)).isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> MSGPACK.read(bytes(), shallow)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void formOfJsonIsTheShortest() {
    ValueWriter writer = JSON.writer();
    writer.beginObject();
    writer.name("a");
    writer.beginArray();
    writer.beginObject();
    writer.end();
    writer.text("");
    writer.beginArray();
    writer.end();
    writer.integer(1);
    writer.end();
    writer.name("b\"");
    writer.real(Double.NaN);
    writer.end();

    assertThat(new String(writer.toByteArray(), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":[{},\"\",[],1],\"b\\\"\":null}");
  }

  private static List<Kind> kinds(RawValue list) {
    List<Kind> kinds = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      kinds.add(list.element(i).kind());
    }
    return kinds;
  }

  private static RawValue read(ValueFormat format, Consumer<ValueWriter> value)
      throws ProtocolException {
    ValueWriter writer = format.writer();
    value.accept(writer);
    // As in a message, where other things are around it.
    byte[] bytes = writer.toByteArray();
    byte[] around = new byte[bytes.length + 2];
    System.arraycopy(bytes, 0, around, 1, bytes.length);
    return format.read(new Slice(around, 1, bytes.length), Limits.defaults());
  }

  private static RawValue read(byte[] msgpack) throws ProtocolException {
    return MSGPACK.read(Slice.of(msgpack), Limits.defaults());
  }

  private static Slice text(String json) {
    return Slice.of(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Slice bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Slice.of(bytes);
  }
}
