package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a CONNECT says: what the program says of itself, and what the state is found by. */
final class AuthPayload {
  private AuthPayload() {}

  /**
   * What the program gave, as the members of an object.
   *
   * @param auth anything that the codec writes as an object; null, or an empty {@code Optional},
   *     for none
   * @throws IllegalArgumentException if it is no object, or cannot be written
   */
  static Map<String, Object> members(SocketCodec codec, @Nullable Object auth) {
    Object given = auth instanceof Optional<?> optional ? optional.orElse(null) : auth;
    if (given == null) {
      return Map.of();
    }
    Map<String, Object> members = new LinkedHashMap<>();
    if (written(codec, given) instanceof Map<?, ?> object) {
      object.forEach((name, value) -> members.put(String.valueOf(name), value));
      return members;
    }
    throw noObject(given);
  }

  /** What it looks like when it was written and read again. */
  private static @Nullable Object written(SocketCodec codec, Object auth) {
    SocketDecoder decoder = codec.decoder(Limits.defaults());
    PacketGroup encoded = codec.encode(new SocketPacket.Connect("/", Args.of(auth)));
    try {
      for (EnginePacket message : encoded.packets()) {
        if (decoder.decode(message) instanceof SocketPacket.Connect connect) {
          return connect.payload().get(0);
        }
      }
    } catch (ProtocolException otherThanObject) {
      throw new IllegalArgumentException("auth: " + otherThanObject.getMessage(), otherThanObject);
    }
    throw noObject(auth);
  }

  private static IllegalArgumentException noObject(Object auth) {
    return new IllegalArgumentException(
        "auth: expected what becomes an object, such as a Map or a record, got "
            + auth.getClass().getName());
  }

  /** The payload; where the program and the claim have a name in common, the program's counts. */
  static Args of(Map<String, Object> members, Map<String, Object> claim) {
    if (members.isEmpty() && claim.isEmpty()) {
      return Args.empty();
    }
    Map<String, Object> all = new LinkedHashMap<>(claim);
    all.putAll(members);
    return Args.of(all);
  }
}
