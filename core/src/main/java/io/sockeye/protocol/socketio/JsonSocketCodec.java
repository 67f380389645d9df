package io.sockeye.protocol.socketio;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.json.JsonScanner;
import io.sockeye.protocol.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The default encoding: JSON text, and a binary message for each attachment (section 3.2).
 *
 * <p>A packet is written into one buffer. The JSON comes first, into the space behind the room for
 * the head, because the head says how many attachments were met in it.
 */
public final class JsonSocketCodec implements SocketCodec {
  /** The message type, the packet type, ten digits and a hyphen, a comma, nineteen digits. */
  private static final int HEAD_ROOM = 33;

  /** What we have written ourselves is bounded elsewhere. */
  private static final Limits NO_LIMITS =
      Limits.defaults()
          .withMaxJsonDepth(Integer.MAX_VALUE)
          .withMaxJsonNameLength(Integer.MAX_VALUE)
          .withMaxJsonNumberLength(Integer.MAX_VALUE);

  private final JsonCodec json;

  /** A codec that leaves the values to the given JSON. */
  public JsonSocketCodec(JsonCodec json) {
    this.json = json;
  }

  @Override
  public SocketDecoder decoder(Limits limits) {
    return new JsonSocketDecoder(json, limits);
  }

  @Override
  public Args object(Map<String, String> members) {
    return JsonArgs.object(json, members);
  }

  @Override
  public PacketGroup encode(SocketPacket packet) {
    byte[] namespace = namespace(packet.namespace());
    WireBuffer buffer = new WireBuffer(HEAD_ROOM + namespace.length);
    if (packet instanceof SocketPacket.Event event) {
      return event(event, namespace, buffer);
    } else if (packet instanceof SocketPacket.Ack ack) {
      return ack(ack, namespace, buffer);
    } else if (packet instanceof SocketPacket.Connect connect) {
      return plain(PacketHead.CONNECT, packet, connect.payload(), namespace, buffer);
    } else if (packet instanceof SocketPacket.ConnectError error) {
      return plain(PacketHead.CONNECT_ERROR, packet, error.payload(), namespace, buffer);
    }
    return plain(PacketHead.DISCONNECT, packet, Args.empty(), namespace, buffer);
  }

  private PacketGroup event(SocketPacket.Event event, byte[] namespace, WireBuffer buffer) {
    if (ReservedEvents.contains(event.name())) {
      throw ReservedEvents.refused(event.name());
    }
    List<byte[]> attachments = new ArrayList<>();
    buffer.write('[');
    buffer.write(JsonText.quote(event.name()));
    writeArgs(event, event.args(), true, buffer, attachments);
    buffer.write(']');
    char type = attachments.isEmpty() ? PacketHead.EVENT : PacketHead.BINARY_EVENT;
    return finish(type, event, namespace, event.ackId(), buffer, attachments);
  }

  private PacketGroup ack(SocketPacket.Ack ack, byte[] namespace, WireBuffer buffer) {
    if (ack.id() < 0) {
      throw new IllegalArgumentException("expected the ack id of an event, got " + ack.id());
    }
    List<byte[]> attachments = new ArrayList<>();
    buffer.write('[');
    writeArgs(ack, ack.args(), false, buffer, attachments);
    buffer.write(']');
    char type = attachments.isEmpty() ? PacketHead.ACK : PacketHead.BINARY_ACK;
    return finish(type, ack, namespace, ack.id(), buffer, attachments);
  }

  private PacketGroup plain(
      char type, SocketPacket packet, Args payload, byte[] namespace, WireBuffer buffer) {
    // Bytes in such a payload are not attachments (section 3.2).
    if (payload instanceof JsonArgs raw) {
      buffer.write(raw.elements());
    } else if (payload.get(0) != null) {
      writeValue(packet, 0, payload.get(0), buffer, null);
    }
    return finish(type, packet, namespace, SocketPacket.NO_ID, buffer, List.of());
  }

  private void writeArgs(
      SocketPacket packet,
      Args args,
      boolean afterName,
      WireBuffer buffer,
      List<byte[]> attachments) {
    if (args instanceof JsonArgs raw) {
      // What came as JSON goes on as JSON.
      if (afterName && raw.size() > 0) {
        buffer.write(',');
      }
      buffer.write(raw.elements());
      attachments.addAll(raw.attachments());
      return;
    }
    for (int i = 0; i < args.size(); i++) {
      if (afterName || i > 0) {
        buffer.write(',');
      }
      writeValue(packet, i, args.get(i), buffer, attachments);
    }
  }

  private void writeValue(
      SocketPacket packet,
      int index,
      @Nullable Object value,
      WireBuffer buffer,
      @Nullable List<byte[]> attachments) {
    try {
      json.write(value, buffer, attachments);
    } catch (RuntimeException | IOException unwritable) {
      throw new IllegalArgumentException(
          describe(packet) + ", argument " + index + ": " + unwritable.getMessage(), unwritable);
    }
  }

  private static PacketGroup finish(
      char type,
      SocketPacket packet,
      byte[] namespace,
      long id,
      WireBuffer buffer,
      List<byte[]> attachments) {
    if (!attachments.isEmpty()) {
      requireOwnPlaceholders(packet, buffer, attachments.size());
    }
    if (id >= 0) {
      buffer.prependDigits(id);
    }
    if (namespace.length > 0) {
      buffer.prepend(',');
      buffer.prepend(namespace);
    }
    if (!attachments.isEmpty()) {
      buffer.prepend('-');
      buffer.prependDigits(attachments.size());
    }
    buffer.prepend(type);
    buffer.prepend(EnginePacket.Type.MESSAGE.code());
    return PacketGroup.of(EnginePacket.ofFrame(buffer.written()), attachments);
  }

  /**
   * A value that was made to look like a placeholder, by a peer whose data are sent on, would make
   * each recipient refuse the packet and close.
   */
  private static void requireOwnPlaceholders(
      SocketPacket packet, WireBuffer buffer, int attachments) {
    try {
      new JsonScanner(NO_LIMITS).checkArray(buffer.written(), attachments);
    } catch (ProtocolException mistaken) {
      throw new IllegalArgumentException(
          describe(packet)
              + ": expected no object with \"_placeholder\":true beside binary data: "
              + mistaken.getMessage(),
          mistaken);
    }
  }

  /** For messages alone, so that nothing is put together for a packet that can be encoded. */
  private static String describe(SocketPacket packet) {
    return packet instanceof SocketPacket.Event event
        ? "event \"" + event.name() + "\""
        : packet.getClass().getSimpleName();
  }

  /** The bytes of a namespace, none for the main one. */
  private static byte[] namespace(String namespace) {
    if (namespace.equals("/")) {
      return new byte[0];
    }
    if (!namespace.startsWith("/") || namespace.indexOf(',') >= 0) {
      throw new IllegalArgumentException(
          "expected a namespace that starts with / and has no comma, got \"" + namespace + "\"");
    }
    return namespace.getBytes(StandardCharsets.UTF_8);
  }
}
