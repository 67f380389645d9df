package io.sockeye.protocol.msgpack;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.json.ValueCodec;
import io.sockeye.protocol.socketio.ReservedEvents;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Packets in MessagePack, as the npm package {@code socket.io-msgpack-parser} has them: clients use
 * that as their {@code parser}, or the bundle {@code socket.io.msgpack.min.js} in a browser.
 *
 * <pre>{@code
 * var io = SocketIoServer.builder().parser(MsgpackCodec.create()).build();
 * }</pre>
 *
 * <p>Values look as they do in JSON, records as objects and {@code java.time} as ISO text, but for
 * what MessagePack says better: bytes are bytes wherever they are, and a number that is not finite
 * is itself. A date of JavaScript arrives as its ISO text.
 */
public final class MsgpackCodec implements SocketCodec {
  private final ValueCodec values;

  private MsgpackCodec(ValueCodec values) {
    this.values = values;
  }

  /** Values are bound by Jackson, with the default limits. */
  public static MsgpackCodec create() {
    return create(JacksonJson.create());
  }

  /** Values are bound as told, such as by a {@link JacksonJson} with a mapper of one's own. */
  public static MsgpackCodec create(ValueCodec values) {
    return new MsgpackCodec(Objects.requireNonNull(values, "values"));
  }

  @Override
  public SocketDecoder decoder(Limits limits) {
    return new MsgpackDecoder(values, limits);
  }

  @Override
  public Args object(Map<String, String> members) {
    MsgpackWriter writer = new MsgpackWriter();
    writer.beginObject();
    members.forEach(
        (name, value) -> {
          writer.name(name);
          writer.text(value);
        });
    writer.end();
    byte[] bytes = writer.toArray();
    return new MsgpackArgs(values, bytes, new int[] {0, bytes.length}, false);
  }

  @Override
  public PacketGroup encode(SocketPacket packet) {
    MsgpackWriter writer = new MsgpackWriter();
    writer.beginObject();
    if (packet instanceof SocketPacket.Event event) {
      event(event, writer);
    } else if (packet instanceof SocketPacket.Ack ack) {
      ack(ack, writer);
    } else if (packet instanceof SocketPacket.Connect connect) {
      plain(PacketTypes.CONNECT, packet, connect.payload(), writer);
    } else if (packet instanceof SocketPacket.ConnectError error) {
      plain(PacketTypes.CONNECT_ERROR, packet, error.payload(), writer);
    } else {
      plain(PacketTypes.DISCONNECT, packet, Args.empty(), writer);
    }
    writer.end();
    return PacketGroup.of(EnginePacket.binary(writer.toArray()));
  }

  private void event(SocketPacket.Event event, MsgpackWriter writer) {
    if (ReservedEvents.contains(event.name())) {
      throw ReservedEvents.refused(event.name());
    }
    type(PacketTypes.EVENT, writer);
    writer.name(Keys.DATA);
    writer.beginArray();
    writer.text(event.name());
    args(event, event.args(), writer);
    writer.end();
    if (event.ackId() >= 0) {
      id(event.ackId(), writer);
    }
    namespace(event, writer);
  }

  private void ack(SocketPacket.Ack ack, MsgpackWriter writer) {
    if (ack.id() < 0) {
      throw new IllegalArgumentException("expected the ack id of an event, got " + ack.id());
    }
    id(ack.id(), writer);
    type(PacketTypes.ACK, writer);
    writer.name(Keys.DATA);
    writer.beginArray();
    args(ack, ack.args(), writer);
    writer.end();
    namespace(ack, writer);
  }

  /** Without a payload there is no member for it: the reference refuses one that is nil. */
  private void plain(int type, SocketPacket packet, Args payload, MsgpackWriter writer) {
    type(type, writer);
    namespace(packet, writer);
    if (payload.size() > 0 && payload.get(0) != null) {
      writer.name(Keys.DATA);
      value(packet, 0, payload.get(0), writer);
    }
  }

  private static void type(int type, MsgpackWriter writer) {
    writer.name(Keys.TYPE);
    writer.integer(type);
  }

  private static void id(long id, MsgpackWriter writer) {
    writer.name(Keys.ID);
    writer.integer(id);
  }

  private static void namespace(SocketPacket packet, MsgpackWriter writer) {
    if (!packet.namespace().startsWith("/")) {
      throw new IllegalArgumentException(
          "expected a namespace that starts with /, got \"" + packet.namespace() + "\"");
    }
    writer.name(Keys.NAMESPACE);
    writer.text(packet.namespace());
  }

  private void args(SocketPacket packet, Args args, MsgpackWriter writer) {
    if (args instanceof MsgpackArgs raw) {
      // What came as MessagePack goes on as MessagePack.
      raw.writeTo(writer);
      return;
    }
    for (int i = 0; i < args.size(); i++) {
      value(packet, i, args.get(i), writer);
    }
  }

  private void value(SocketPacket packet, int index, @Nullable Object value, MsgpackWriter writer) {
    try {
      values.write(value, writer);
    } catch (RuntimeException unwritable) {
      throw new IllegalArgumentException(
          describe(packet) + ", argument " + index + ": " + unwritable.getMessage(), unwritable);
    }
  }

  /** For messages alone, so that nothing is put together for a packet that can be encoded. */
  private static String describe(SocketPacket packet) {
    return packet instanceof SocketPacket.Event event
        ? "event \"" + event.name() + "\""
        : packet.getClass().getSimpleName();
  }
}
