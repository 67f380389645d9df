package io.sockeye.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Args;
import io.sockeye.protocol.Vectors.Vector;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Socket.IO packets as the vectors tell them, whatever the encoding. */
public final class PacketVectors {
  private PacketVectors() {}

  /** The packet as the vector tells it, its values in the natural types. */
  public static Map<String, Object> expected(Vector vector) {
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

  /** A packet in the same form. */
  public static Map<String, Object> describe(SocketPacket packet) {
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

  /** The packet that JSON tells. */
  public static SocketPacket packet(JsonNode json) {
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
  public static Object value(JsonNode json) {
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
  public static Object comparable(Object value) {
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

  /** The bytes that hexadecimal text tells. */
  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
