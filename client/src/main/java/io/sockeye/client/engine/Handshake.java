package io.sockeye.client.engine;

import io.sockeye.ArgumentException;
import io.sockeye.log.LogText;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.json.JsonScanner;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a server tells about the session that it has opened, and believes only what a client
 * can live with.
 */
final class Handshake {
  /** What {@link OpenPacket#maxPayload} is if the server, an older one, does not tell. */
  static final int UNKNOWN_MAX_PAYLOAD = 0;

  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_SID_LENGTH = 256;

  /** Milliseconds; nobody waits longer for a sign of life. */
  private static final int LONGEST_PING = 3_600_000;

  private static final JacksonJson JSON = JacksonJson.create();

  private Handshake() {}

  /** Reads the first packet of a session. */
  static OpenPacket read(EnginePacket packet) throws ProtocolException {
    if (packet.type() != EnginePacket.Type.OPEN) {
      throw new ProtocolException("expected a handshake, got " + packet);
    }
    Map<?, ?> members = members(packet.data());
    return new OpenPacket(
        sid(members.get("sid")),
        upgrades(members.get("upgrades")),
        millis("pingInterval", members.get("pingInterval")),
        millis("pingTimeout", members.get("pingTimeout")),
        maxPayload(members.get("maxPayload")));
  }

  private static Map<?, ?> members(Slice json) throws ProtocolException {
    if (json.length() > MAX_BYTES) {
      throw new ProtocolException(
          "expected a handshake of at most " + MAX_BYTES + " bytes, got " + json.length());
    }
    JsonScanner.Kind kind = new JsonScanner(Limits.defaults()).check(json);
    if (kind != JsonScanner.Kind.OBJECT) {
      throw new ProtocolException("expected a JSON object as handshake, got a JSON " + kind);
    }
    try {
      if (JSON.read(json, Object.class, List.of()) instanceof Map<?, ?> members) {
        return members;
      }
      throw new ProtocolException("expected a JSON object as handshake");
    } catch (ArgumentException unsound) {
      throw new ProtocolException("handshake: " + unsound.getMessage());
    }
  }

  private static String sid(@Nullable Object value) throws ProtocolException {
    if (value instanceof String sid
        && !sid.isEmpty()
        && sid.length() <= MAX_SID_LENGTH
        && sid.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\')) {
      return sid;
    }
    throw unexpected(
        "sid", "text of 1 to " + MAX_SID_LENGTH + " plain characters, no quotes", value);
  }

  /** Those that this client knows; there may be more. */
  private static List<String> upgrades(@Nullable Object value) throws ProtocolException {
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return Stream.of(TransportType.values())
          .map(TransportType::text)
          .filter(list::contains)
          .toList();
    }
    throw unexpected("upgrades", "a list of texts", value);
  }

  private static int millis(String name, @Nullable Object value) throws ProtocolException {
    if (value instanceof Number number && isWhole(number, LONGEST_PING)) {
      return number.intValue();
    }
    throw unexpected(name, "1 to " + LONGEST_PING + " milliseconds", value);
  }

  /** A server without a limit says null, for JSON knows no infinity. */
  private static int maxPayload(@Nullable Object value) throws ProtocolException {
    if (value == null) {
      return UNKNOWN_MAX_PAYLOAD;
    }
    if (value instanceof Number number && isWhole(number, Double.MAX_VALUE)) {
      return (int) Math.min(number.doubleValue(), Integer.MAX_VALUE);
    }
    throw unexpected("maxPayload", "a number of bytes, at least 1", value);
  }

  private static boolean isWhole(Number number, double most) {
    double value = number.doubleValue();
    return value >= 1 && value <= most && value == Math.rint(value);
  }

  private static ProtocolException unexpected(
      String name, String expected, @Nullable Object value) {
    return new ProtocolException(
        "handshake: expected %s to be %s, got %s".formatted(name, expected, shown(value)));
  }

  private static String shown(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    if (value instanceof List<?> || value instanceof Map<?, ?>) {
      return "another " + (value instanceof Map<?, ?> ? "object" : "list");
    }
    String text = LogText.of(String.valueOf(value));
    return value instanceof String ? "\"" + text + "\"" : text;
  }
}
