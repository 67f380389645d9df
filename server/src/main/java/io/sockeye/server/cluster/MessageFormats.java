package io.sockeye.server.cluster;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.msgpack.MsgpackFormat;
import io.sockeye.protocol.socketio.JsonFormat;
import io.sockeye.protocol.socketio.RawValue;
import io.sockeye.protocol.socketio.ValueFormat;
import io.sockeye.protocol.socketio.ValueWriter;
import io.sockeye.server.adapter.LocalNode;
import java.util.function.Consumer;

/**
 * Writes messages as JSON or as MessagePack, as the JavaScript servers do, and reads both within
 * the {@linkplain MessageLimits limits}. Thread-safe.
 */
public final class MessageFormats {
  private static final MessageFormats DEFAULT = new MessageFormats(MessageLimits.json());

  private final ValueFormat json;
  private final ValueFormat msgpack;

  private MessageFormats(JacksonJson values) {
    this.json = new JsonFormat(values);
    this.msgpack = new MsgpackFormat(values);
  }

  /** With values written and bound by Jackson as it is unless told otherwise. */
  public static MessageFormats create() {
    return DEFAULT;
  }

  /**
   * With values written and bound as the server of a namespace does: so its events say the same to
   * clients of all servers. By Jackson as it is, if the server has another library.
   */
  public static MessageFormats of(LocalNode node) {
    return node.json().map(MessageFormats::create).orElse(DEFAULT);
  }

  /** With a JSON of one's own; best the one that the servers have. */
  public static MessageFormats create(JacksonJson values) {
    return new MessageFormats(values);
  }

  /**
   * Writes a message as JSON, or as MessagePack if there are bytes in it.
   *
   * @param message tells the message, once or twice
   * @throws IllegalArgumentException if a value cannot be written, or the message is too big
   */
  public byte[] write(Consumer<ValueWriter> message) {
    ValueWriter writer = json.writer();
    message.accept(writer);
    return writer.isLossy() ? writeMsgpack(message) : MessageLimits.checkSent(writer.toByteArray());
  }

  /**
   * Writes a message as MessagePack.
   *
   * @throws IllegalArgumentException if a value cannot be written, or the message is too big
   */
  public byte[] writeMsgpack(Consumer<ValueWriter> message) {
    ValueWriter writer = msgpack.writer();
    message.accept(writer);
    return MessageLimits.checkSent(writer.toByteArray());
  }

  /**
   * Reads a message: JSON if it begins with a brace, else MessagePack.
   *
   * @throws ProtocolException if it is neither, or beyond a limit
   */
  public RawValue read(byte[] message) throws ProtocolException {
    MessageLimits.checkReceived(message.length);
    ValueFormat format = message.length > 0 && message[0] == '{' ? json : msgpack;
    return format.read(Slice.of(message), MessageLimits.limits());
  }
}
