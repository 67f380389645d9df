package io.sockeye.protocol.socketio;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.json.JsonArray;
import io.sockeye.protocol.json.JsonCodec;
import io.sockeye.protocol.json.JsonScanner;
import io.sockeye.protocol.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes packets of JSON text and binary attachments. The rules that comments cite are those of
 * section 3.3.
 */
final class JsonSocketDecoder implements SocketDecoder {
  /** A packet whose attachments are arriving. */
  private static final class Reassembly {
    final SocketPacket packet;
    final int expected;

    /** The same list as in the packet's arguments. */
    final List<byte[]> attachments;

    long bytes;

    Reassembly(SocketPacket packet, int expected, List<byte[]> attachments, long bytes) {
      this.packet = packet;
      this.expected = expected;
      this.attachments = attachments;
      this.bytes = bytes;
    }
  }

  private final JsonCodec json;
  private final Limits limits;

  /** Null while no attachment is missing. */
  private @Nullable Reassembly reassembly;

  JsonSocketDecoder(JsonCodec json, Limits limits) {
    this.json = json;
    this.limits = limits;
  }

  @Override
  public @Nullable SocketPacket decode(EnginePacket message) throws ProtocolException {
    if (message.type() != EnginePacket.Type.MESSAGE) {
      throw new IllegalArgumentException("expected a message, got " + message.type());
    }
    return message.isBinary() ? attachment(message.data()) : text(message.data());
  }

  @Override
  public boolean isReassembling() {
    return reassembly != null;
  }

  @Override
  public long pendingBytes() {
    return reassembly == null ? 0 : reassembly.bytes;
  }

  private @Nullable SocketPacket text(Slice text) throws ProtocolException {
    if (reassembly != null) {
      // Rule 1.
      throw new ProtocolException(
          "expected attachment "
              + (reassembly.attachments.size() + 1)
              + " of "
              + reassembly.expected
              + ", got text");
    }
    PacketHead head = PacketHead.parse(text, limits);
    if (head.attachments() == 0) {
      return packet(head, List.of());
    }
    checkReassembly(text.length());
    List<byte[]> attachments = new ArrayList<>();
    SocketPacket packet = packet(head, attachments);
    reassembly = new Reassembly(packet, head.attachments(), attachments, text.length());
    return null;
  }

  private @Nullable SocketPacket attachment(Slice data) throws ProtocolException {
    Reassembly waiting = reassembly;
    if (waiting == null) {
      // Rule 2.
      throw new ProtocolException("expected a packet, got an attachment that belongs to none");
    }
    checkReassembly(waiting.bytes + data.length());
    waiting.bytes += data.length();
    waiting.attachments.add(whole(data));
    if (waiting.attachments.size() < waiting.expected) {
      return null;
    }
    reassembly = null;
    return waiting.packet;
  }

  private void checkReassembly(long bytes) throws ProtocolException {
    if (bytes > limits.maxReassemblyBytes()) {
      throw new ProtocolException(
          "expected a packet of at most "
              + limits.maxReassemblyBytes()
              + " bytes with its attachments, got more");
    }
  }

  /** Rule 8. */
  private SocketPacket packet(PacketHead head, List<byte[]> attachments) throws ProtocolException {
    String namespace = head.namespace();
    return switch (head.type()) {
      case PacketHead.CONNECT -> new SocketPacket.Connect(namespace, payload(head, false));
      case PacketHead.DISCONNECT -> {
        if (!head.json().isEmpty()) {
          throw new ProtocolException("expected a DISCONNECT without payload, got one");
        }
        yield new SocketPacket.Disconnect(namespace);
      }
      case PacketHead.CONNECT_ERROR ->
          new SocketPacket.ConnectError(namespace, payload(head, true));
      case PacketHead.EVENT, PacketHead.BINARY_EVENT -> event(head, attachments);
      default -> new SocketPacket.Ack(namespace, head.id(), answer(head, attachments));
    };
  }

  private Args payload(PacketHead head, boolean mayBeText) throws ProtocolException {
    if (head.json().isEmpty()) {
      return Args.empty();
    }
    JsonScanner.Kind kind = new JsonScanner(limits).check(head.json());
    if (kind != JsonScanner.Kind.OBJECT && !(mayBeText && kind == JsonScanner.Kind.STRING)) {
      throw new ProtocolException(
          "expected an object as payload of packet type " + head.type() + ", got " + kind);
    }
    return new JsonArgs(json, JsonArray.ofOne(head.json()), 0, List.of());
  }

  private SocketPacket event(PacketHead head, List<byte[]> attachments) throws ProtocolException {
    if (head.json().isEmpty() && head.attachments() == 0) {
      // "42" alone passes the reference decoder: nobody can listen to an event without a name.
      return new SocketPacket.Event(head.namespace(), "", Args.empty(), head.id());
    }
    JsonArray array = new JsonScanner(limits).checkArray(head.json(), head.attachments());
    if (array.size() == 0) {
      throw new ProtocolException("expected an event with a name, got an empty array");
    }
    String name = eventName(array.element(0));
    Args args = new JsonArgs(json, array, 1, attachments);
    return new SocketPacket.Event(head.namespace(), name, args, head.id());
  }

  private Args answer(PacketHead head, List<byte[]> attachments) throws ProtocolException {
    if (head.json().isEmpty() && head.attachments() == 0) {
      return Args.empty();
    }
    return new JsonArgs(
        json, new JsonScanner(limits).checkArray(head.json(), head.attachments()), 0, attachments);
  }

  private String eventName(Slice element) throws ProtocolException {
    byte first = element.at(0);
    if (first == '-' || (first >= '0' && first <= '9')) {
      return element.utf8();
    }
    if (first != '"') {
      throw new ProtocolException("expected a string or a number as event name, got neither");
    }
    int most = limits.maxEventNameLength();
    // An escape takes six bytes for a character: what is longer is not even looked at.
    String name = element.length() > 6L * most + 2 ? null : JsonText.unquote(element);
    if (name == null || name.length() > most) {
      throw new ProtocolException(
          "expected an event name of at most " + most + " characters, got a longer one");
    }
    if (ReservedEvents.contains(name)) {
      // Rule 9.
      throw new ProtocolException("expected an event, got the reserved name " + name);
    }
    return name;
  }

  private static byte[] whole(Slice data) {
    return data.length() == data.array().length ? data.array() : data.toArray();
  }
}
