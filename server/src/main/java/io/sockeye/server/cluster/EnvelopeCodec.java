package io.sockeye.server.cluster;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.RawValue;
import io.sockeye.protocol.socketio.RawValue.Kind;
import io.sockeye.protocol.socketio.ValueWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the messages of one namespace in the envelope of the JavaScript cluster adapters
 * (section 6.2 of the behaviour spec): {@code {"type":3,"data":{…},"uid":"…","nsp":"/"}}, as JSON
 * or, with bytes in it, as MessagePack; or as the fields of an entry in a stream (6.6).
 * Thread-safe.
 *
 * <p>What comes may be anything. It is refused with a {@link ProtocolException}, and nothing else
 * is thrown.
 */
public final class EnvelopeCodec {
  private static final String TYPE = "type";
  private static final String DATA = "data";
  private static final String NODE = "uid";
  private static final String NAMESPACE = "nsp";

  /** Base64 takes four characters for three bytes. */
  private static final int MAX_BASE64 = (MessageLimits.MAX_BYTES + 2) / 3 * 4;

  private final String nodeId;
  private final String namespace;
  private final MessageFormats formats;

  /** How the messages of this server end, in either format. */
  private final byte[] jsonEnd;

  private final byte[] msgpackEnd;

  /**
   * A codec for a namespace of this server.
   *
   * @param nodeId the name of this server
   */
  public EnvelopeCodec(String nodeId, String namespace, MessageFormats formats) {
    this.nodeId = nodeId;
    this.namespace = namespace;
    this.formats = formats;
    this.jsonEnd = end(formats.write(this::onlySender));
    this.msgpackEnd = end(formats.writeMsgpack(this::onlySender));
  }

  private void onlySender(ValueWriter writer) {
    writer.beginObject();
    sender(writer);
    writer.end();
  }

  /** Without the one byte by which an object begins. */
  private static byte[] end(byte[] message) {
    return Arrays.copyOfRange(message, 1, message.length);
  }

  // -- whole envelopes

  /**
   * Writes a message as JSON, or as MessagePack if there are bytes in it.
   *
   * @throws IllegalArgumentException if an argument cannot be written, or the message is too big
   */
  public byte[] encode(ClusterMessage message) {
    return formats.write(envelope(message));
  }

  /**
   * Writes a message as MessagePack.
   *
   * @throws IllegalArgumentException if an argument cannot be written, or the message is too big
   */
  public byte[] encodeMsgpack(ClusterMessage message) {
    return formats.writeMsgpack(envelope(message));
  }

  private Consumer<ValueWriter> envelope(ClusterMessage message) {
    int type = MessageTypes.of(message);
    return writer -> {
      writer.beginObject();
      writer.name(TYPE);
      writer.integer(type);
      if (MessageTypes.hasData(message)) {
        writer.name(DATA);
        MessageData.write(message, writer);
      }
      // At the end, as the JavaScript servers have it: so isOwn need not read the rest.
      sender(writer);
      writer.end();
    };
  }

  private void sender(ValueWriter writer) {
    writer.name(NODE);
    writer.text(nodeId);
    writer.name(NAMESPACE);
    writer.text(namespace);
  }

  /**
   * Whether this codec has written a message, which a broker brings back to all that listen; looks
   * at its end only.
   */
  public boolean isOwn(byte[] message) {
    return endsWith(message, message.length > 0 && message[0] == '{' ? jsonEnd : msgpackEnd);
  }

  private static boolean endsWith(byte[] message, byte[] end) {
    int from = message.length - end.length;
    return from > 0 && Arrays.equals(message, from, message.length, end, 0, end.length);
  }

  /**
   * Reads a message in either format.
   *
   * @throws ProtocolException if it is none, beyond a limit, or of another namespace
   */
  public Envelope decode(byte[] message) throws ProtocolException {
    RawValue envelope = MessageParts.required(formats.read(message), Kind.OBJECT, "a message");
    @Nullable RawValue[] members = envelope.members(TYPE, DATA, NODE, NAMESPACE);
    String node = MessageParts.id(members[2], "the name of a server");
    RawValue nsp = members[3];
    requireNamespace(nsp == null ? null : nsp.text(namespace.length()));
    return new Envelope(
        node, MessageData.read(MessageParts.type(members[0]), members[1], namespace));
  }

  private void requireNamespace(@Nullable String came) throws ProtocolException {
    if (!namespace.equals(came)) {
      throw new ProtocolException(
          "expected a message for namespace " + namespace + ", got another");
    }
  }

  // -- entries of streams

  /**
   * Writes a message as the fields of an entry, in the order of the JavaScript adapter.
   *
   * @throws IllegalArgumentException if an argument cannot be written, or the message is too big
   */
  public Map<String, byte[]> encodeFields(ClusterMessage message) {
    Map<String, byte[]> fields = new LinkedHashMap<>();
    fields.put(NODE, ascii(nodeId));
    fields.put(NAMESPACE, namespace.getBytes(StandardCharsets.UTF_8));
    fields.put(TYPE, ascii(Integer.toString(MessageTypes.of(message))));
    if (MessageTypes.hasData(message)) {
      byte[] data = formats.write(writer -> MessageData.write(message, writer));
      fields.put(DATA, data[0] == '{' ? data : Base64.getEncoder().encode(data));
    }
    return fields;
  }

  /**
   * Reads the fields of an entry.
   *
   * @throws ProtocolException if they are no message, beyond a limit, or of another namespace
   */
  public Envelope decodeFields(Map<String, byte[]> fields) throws ProtocolException {
    String node = field(fields, NODE, MessageLimits.MAX_ID_LENGTH);
    if (node.isEmpty()) {
      throw new ProtocolException("expected the name of a server, got an empty field");
    }
    byte[] nsp = fields.get(NAMESPACE);
    requireNamespace(nsp == null ? null : new String(nsp, StandardCharsets.UTF_8));
    int type = number(field(fields, TYPE, 2));
    byte[] data = fields.get(DATA);
    RawValue value = data == null ? null : formats.read(plain(data));
    return new Envelope(node, MessageData.read(type, value, namespace));
  }

  private static byte[] plain(byte[] data) throws ProtocolException {
    if (data.length > 0 && data[0] == '{') {
      return data;
    }
    if (data.length > MAX_BASE64) {
      throw new ProtocolException(
          "expected at most " + MAX_BASE64 + " characters of base64, got " + data.length);
    }
    try {
      return Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException mistaken) {
      throw new ProtocolException("expected JSON or base64 in a field, got neither");
    }
  }

  private static String field(Map<String, byte[]> fields, String name, int most)
      throws ProtocolException {
    byte[] value = fields.get(name);
    if (value == null || value.length > most) {
      throw new ProtocolException(
          "expected a field "
              + name
              + " of at most "
              + most
              + " bytes, got "
              + (value == null ? "none" : value.length));
    }
    return new String(value, StandardCharsets.UTF_8);
  }

  private static int number(String digits) throws ProtocolException {
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9') || digits.isEmpty()) {
      throw new ProtocolException("expected the type of a message in digits, got something else");
    }
    return Integer.parseInt(digits);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
