package io.sockeye.server.cluster;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.RawValue;
import io.sockeye.protocol.socketio.RawValue.Kind;
import io.sockeye.protocol.socketio.ValueWriter;
import io.sockeye.server.adapter.SavedSession;
import io.sockeye.server.adapter.SavedSession.Place;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads sessions as the JavaScript adapters do: {@code {sid,pid,rooms,data}} as
 * MessagePack in base64 (section 6.6 of the behaviour spec). What our servers know beyond that is
 * in one member more, which the others do not look at.
 */
final class SessionCodec {
  /** How long the text of a session may be: about 750 KB of rooms and data. */
  static final int MAX_LENGTH = 1_000_000;

  private static final String ID = "sid";
  private static final String PID = "pid";
  private static final String ROOMS = "rooms";
  private static final String DATA = "data";
  private static final String OURS = "sockeye";
  private static final String PRINCIPAL = "principal";
  private static final String FROM = "from";
  private static final String LAST = "last";
  private static final String AT = "at";
  private static final String FLOOR = "floor";

  private final MessageFormats formats;

  SessionCodec(MessageFormats formats) {
    this.formats = formats;
  }

  /**
   * Writes a session.
   *
   * @throws IllegalArgumentException if its data cannot be written, or are too large
   */
  String write(SavedSession session) {
    byte[] bytes =
        formats.writeMsgpack(
            writer -> {
              writer.beginObject();
              writer.name(ID);
              writer.text(session.id());
              writer.name(PID);
              writer.text(session.pid());
              MessageParts.names(writer, ROOMS, session.rooms());
              writer.name(DATA);
              writer.value(session.data());
              writer.name(OURS);
              writer.beginObject();
              text(writer, PRINCIPAL, session.principal());
              text(writer, FROM, session.place().from());
              text(writer, LAST, session.place().last());
              text(writer, AT, session.place().at());
              text(writer, FLOOR, session.place().floor());
              writer.end();
              writer.end();
            });
    String text = Base64.getEncoder().encodeToString(bytes);
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "expected a session of at most %d characters, got %d"
              .formatted(MAX_LENGTH, text.length()));
    }
    return text;
  }

  private static void text(ValueWriter writer, String name, @Nullable String value) {
    if (value != null) {
      writer.name(name);
      writer.text(value);
    }
  }

  /** Reads a session. */
  SavedSession read(String text) throws ProtocolException {
    if (text.length() > MAX_LENGTH) {
      throw new ProtocolException(
          "expected a session of at most " + MAX_LENGTH + " characters, got " + text.length());
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException mistaken) {
      throw new ProtocolException("expected a session in base64, got something else");
    }
    RawValue session = MessageParts.required(formats.read(bytes), Kind.OBJECT, "a session");
    @Nullable RawValue[] members = session.members(ID, PID, ROOMS, DATA, OURS);
    RawValue ours = members[4];
    @Nullable RawValue[] more =
        ours == null || ours.kind() != Kind.OBJECT
            ? new RawValue[5]
            : ours.members(PRINCIPAL, FROM, LAST, AT, FLOOR);
    return new SavedSession(
        MessageParts.id(members[0], "the id of a socket"),
        MessageParts.id(members[1], "a private id"),
        MessageParts.names(members[2], "rooms"),
        MessageParts.object(members[3]),
        text(more[0]),
        new Place(text(more[1]), text(more[2]), text(more[3]), text(more[4])));
  }

  private static @Nullable String text(@Nullable RawValue value) {
    return value == null ? null : value.text(MessageLimits.MAX_ID_LENGTH);
  }
}
