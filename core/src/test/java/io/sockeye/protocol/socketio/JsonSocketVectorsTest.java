package io.sockeye.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.Vectors;
import io.sockeye.protocol.Vectors.Vector;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.json.JacksonJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shared vectors of Socket.IO 5: every rule of sections 3.2 and 3.3, by its number. */
final class JsonSocketVectorsTest {
  private final SocketCodec codec = new JsonSocketCodec(JacksonJson.create());
  private final SocketDecoder decoder = codec.decoder(Limits.defaults());

  static List<Vector> packets() {
    return Vectors.of("socketio/packets.jsonl");
  }

  static List<Vector> refused() {
    return Vectors.of("socketio/refused.jsonl");
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packetIsReadAsTheVectorSays(Vector vector) throws ProtocolException {
    List<EnginePacket> messages = messages(vector);

    SocketPacket packet = null;
    for (EnginePacket message : messages) {
      assertThat(packet).as("not complete yet").isNull();
      packet = decoder.decode(message);
      assertThat(decoder.isReassembling()).isEqualTo(packet == null);
    }

    assertThat(describe(packet)).isEqualTo(expected(vector));
    assertThat(decoder.pendingBytes()).isZero();
    assertThat(decoder.decode(text("2[\"next\"]"))).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packetIsWrittenAsTheVectorSays(Vector vector) {
    if (!vector.is("encode", true)) {
      return;
    }

    List<EnginePacket> written = codec.encode(packet(vector.json().get("packet"))).packets();

    assertThat(written).isEqualTo(messages(vector));
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packetThatIsSentOnIsReadTheSame(Vector vector) throws ProtocolException {
    SocketPacket packet = decodeAll(messages(vector));
    if (packet instanceof SocketPacket.Ack ack && ack.id() == SocketPacket.NO_ID) {
      return;
    }

    SocketPacket again = decodeAll(codec.encode(packet).packets());

    assertThat(describe(again)).isEqualTo(describe(packet));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void brokenPacketIsRefused(Vector vector) throws ProtocolException {
    List<EnginePacket> messages = messages(vector);
    for (EnginePacket message : messages.subList(0, messages.size() - 1)) {
      decoder.decode(message);
    }

    assertThatThrownBy(() -> decoder.decode(messages.get(messages.size() - 1)))
        .isInstanceOf(ProtocolException.class)
        .hasMessageStartingWith("expected ")
        .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(200));
  }

  private SocketPacket decodeAll(List<EnginePacket> messages) throws ProtocolException {
    SocketPacket packet = null;
    for (EnginePacket message : messages) {
      packet = decoder.decode(message);
    }
    return packet;
  }

  private static List<EnginePacket> messages(Vector vector) {
    List<EnginePacket> messages = new ArrayList<>();
    for (JsonNode message : vector.json().get("messages")) {
      if (message.isString()) {
        messages.add(text(message.stringValue()));
      } else if (message.has("hex")) {
        messages.add(EnginePacket.binary(bytes(message.get("hex").stringValue())));
      } else {
        String frame = "34" + message.get("textHex").stringValue();
        messages.add(EnginePacket.ofFrame(Slice.of(bytes(frame))));
      }
    }
    return messages;
  }

  private static EnginePacket text(String data) {
    return EnginePacket.ofFrame(Slice.of(("4" + data).getBytes(StandardCharsets.UTF_8)));
  }

  /** The packet as the vector tells it, its values in the natural types. */
  private static Map<String, Object> expected(Vector vector) {
    Map<String, Object> expected = new LinkedHashMap<>();
    vector
        .json()
        .get("packet")
        .properties()
        .forEach(member -> expected.put(member.getKey(), comparable(value(member.getValue()))));
    if (expected.get("id") instanceof Integer id) {
      expected.put("id", id.longValue());
    }
    return expected;
  }

  private static Map<String, Object> describe(SocketPacket packet) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("nsp", packet.namespace());
    if (packet instanceof SocketPacket.Event event) {
      told.put("type", "event");
      told.put("name", event.name());
      told.put("args", comparable(event.args().toList()));
      putId(told, event.ackId());
    } else if (packet instanceof SocketPacket.Ack ack) {
      told.put("type", "ack");
      told.put("args", comparable(ack.args().toList()));
      putId(told, ack.id());
    } else if (packet instanceof SocketPacket.Connect connect) {
      told.put("type", "connect");
      putPayload(told, connect.payload());
    } else if (packet instanceof SocketPacket.ConnectError error) {
      told.put("type", "connect_error");
      putPayload(told, error.payload());
    } else {
      told.put("type", "disconnect");
    }
    return told;
  }

  private static void putId(Map<String, Object> told, long id) {
    if (id != SocketPacket.NO_ID) {
      told.put("id", id);
    }
  }

  private static void putPayload(Map<String, Object> told, Args payload) {
    assertThat(payload.size()).isLessThanOrEqualTo(1);
    if (payload.size() == 1) {
      told.put("payload", comparable(payload.get(0)));
    }
  }

  private static SocketPacket packet(JsonNode json) {
    String namespace = json.get("nsp").stringValue();
    long id = json.path("id").asLong(SocketPacket.NO_ID);
    Args payload = json.has("payload") ? Args.of(value(json.get("payload"))) : Args.empty();
    Args args = json.has("args") ? Args.of(((List<?>) value(json.get("args"))).toArray()) : null;
    return switch (json.get("type").stringValue()) {
      case "event" -> new SocketPacket.Event(namespace, json.get("name").stringValue(), args, id);
      case "ack" -> new SocketPacket.Ack(namespace, id, args);
      case "connect" -> new SocketPacket.Connect(namespace, payload);
      case "connect_error" -> new SocketPacket.ConnectError(namespace, payload);
      default -> new SocketPacket.Disconnect(namespace);
    };
  }

  /** Natural types, with bytes where the vector says so. */
  private static Object value(JsonNode json) {
    if (json.isObject() && json.has("$bytes")) {
      return bytes(json.get("$bytes").stringValue());
    }
    if (json.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      json.properties().forEach(member -> map.put(member.getKey(), value(member.getValue())));
      return map;
    }
    if (json.isArray()) {
      List<Object> list = new ArrayList<>();
      json.forEach(element -> list.add(value(element)));
      return list;
    }
    return JsonMapper.shared().treeToValue(json, Object.class);
  }

  /** The same with bytes as text that tells them, for arrays are not equal to each other. */
  private static Object comparable(Object value) {
    if (value instanceof byte[] bytes) {
      return "bytes " + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(comparable(element)));
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((name, member) -> copy.put(name, comparable(member)));
      return copy;
    }
    return value;
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
