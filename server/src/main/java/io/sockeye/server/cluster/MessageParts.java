package io.sockeye.server.cluster;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.RawValue;
import io.sockeye.protocol.socketio.RawValue.Kind;
import io.sockeye.protocol.socketio.ReservedEvents;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.protocol.socketio.ValueWriter;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.SocketSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of all wire formats are made of, written and read: options, events, names,
 * sockets (sections 6.1 and 6.2 of the behaviour spec).
 */
public final class MessageParts {
  /** The packet type of an event; bytes in it do not change it here. */
  private static final int EVENT = 2;

  private MessageParts() {}

  // -- options

  /**
   * Writes who is meant, and how it is sent.
   *
   * @param asks whether answers are expected, so that the time for them is of interest
   */
  public static void options(ValueWriter writer, BroadcastOptions options, boolean asks) {
    writer.beginObject();
    whoIsMeant(writer, options);
    writer.name("flags");
    writer.beginObject();
    if (options.asVolatile()) {
      writer.name("volatile");
      writer.truth(true);
    }
    if (!options.compress()) {
      writer.name("compress");
      writer.truth(false);
    }
    if (asks && options.timeout().isPresent()) {
      writer.name("timeout");
      writer.integer(options.timeout().get().toMillis());
    }
    writer.end();
    writer.end();
  }

  /** Writes the members of options that say who is meant. */
  public static void whoIsMeant(ValueWriter writer, BroadcastOptions options) {
    names(writer, "rooms", options.rooms());
    names(writer, "except", options.except());
  }

  /** Reads options; without flags they are the default ones. */
  public static BroadcastOptions options(@Nullable RawValue value) throws ProtocolException {
    RawValue options = required(value, Kind.OBJECT, "options");
    @Nullable RawValue[] members = options.members("rooms", "except", "flags");
    RawValue flags = members[2];
    @Nullable RawValue[] flag =
        flags == null ? new RawValue[3] : flags.members("volatile", "compress", "timeout");
    return new BroadcastOptions(
        isAbsent(members[0]) ? Set.of() : names(members[0], "rooms"),
        isAbsent(members[1]) ? Set.of() : names(members[1], "rooms to leave out"),
        false,
        flag[0] != null && flag[0].kind() == Kind.TRUE,
        flag[1] == null || flag[1].kind() != Kind.FALSE,
        timeout(flag[2]));
  }

  private static Optional<Duration> timeout(@Nullable RawValue value) {
    double millis = value == null ? Double.NaN : value.number();
    if (!(millis >= 0)) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofMillis(Math.min((long) millis, MessageLimits.MAX_TIMEOUT.toMillis())));
  }

  // -- names of rooms, sockets

  /** Writes a member that is a list of names. */
  public static void names(ValueWriter writer, String member, Collection<String> names) {
    writer.name(member);
    writer.beginArray();
    names.forEach(writer::text);
    writer.end();
  }

  /**
   * Reads a list of names. JavaScript also knows rooms that are numbers; they have the name that
   * the number is written by.
   */
  public static Set<String> names(@Nullable RawValue value, String what) throws ProtocolException {
    RawValue list = required(value, Kind.ARRAY, what);
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < list.size(); i++) {
      names.add(name(list.element(i), what));
    }
    return Collections.unmodifiableSet(names);
  }

  private static String name(RawValue value, String what) throws ProtocolException {
    String text = value.text(Integer.MAX_VALUE);
    if (text != null) {
      return text;
    }
    double number = value.number();
    if (number != Math.rint(number) || Math.abs(number) > 1e15) {
      throw new ProtocolException(
          "expected a text or a whole number among " + what + ", got " + value.kind());
    }
    return Long.toString((long) number);
  }

  // -- events

  /**
   * Writes an event as a packet.
   *
   * @param named whether to name its namespace, which the message around it may do already
   */
  public static void event(ValueWriter writer, SocketPacket.Event event, boolean named) {
    writer.beginObject();
    writer.name("type");
    writer.integer(EVENT);
    writer.name("data");
    eventData(writer, event.name(), event.args());
    if (named) {
      writer.name("nsp");
      writer.text(event.namespace());
    }
    writer.end();
  }

  /**
   * Writes the name of an event and its arguments.
   *
   * @throws IllegalArgumentException if an argument cannot be written
   */
  public static void eventData(ValueWriter writer, String event, Args args) {
    writer.beginArray();
    writer.text(event);
    try {
      writer.args(args);
    } catch (IllegalArgumentException unwritable) {
      throw new IllegalArgumentException(
          "event \"" + event + "\", " + unwritable.getMessage(), unwritable);
    }
    writer.end();
  }

  /** Reads an event from a packet; whether the packet names a namespace is the caller's matter. */
  public static SocketPacket.Event event(@Nullable RawValue value, String namespace)
      throws ProtocolException {
    @Nullable RawValue[] members = required(value, Kind.OBJECT, "a packet").members("type", "data");
    int type = type(members[0]);
    if (type != EVENT) {
      throw new ProtocolException("expected a packet that is an event, got type " + type);
    }
    RawValue data = eventData(members[1]);
    String name = eventName(data);
    if (ReservedEvents.contains(name)) {
      throw new ProtocolException("expected an event, got the reserved name " + name);
    }
    return new SocketPacket.Event(namespace, name, data.args(1));
  }

  /** Reads an array that begins with the name of an event. */
  static RawValue eventData(@Nullable RawValue value) throws ProtocolException {
    RawValue data = required(value, Kind.ARRAY, "an event");
    if (data.size() == 0) {
      throw new ProtocolException("expected an event with a name, got an empty array");
    }
    return data;
  }

  /** The name of an event. */
  static String eventName(RawValue data) throws ProtocolException {
    return name(data.element(0), "names of events");
  }

  /** Reads an event between servers. */
  public static ClusterMessage.ServerSideEmit serverSideEmit(
      @Nullable RawValue value, @Nullable String requestId) throws ProtocolException {
    RawValue data = eventData(value);
    return new ClusterMessage.ServerSideEmit(eventName(data), data.args(1), requestId);
  }

  // -- answers

  /** Writes a member that is the one value of an answer; none if it has none. */
  public static void answer(ValueWriter writer, String member, Args answer) {
    if (answer.size() > 0) {
      writer.name(member);
      writer.arg(answer, 0);
    }
  }

  /** Reads the value of an answer. */
  public static Args answer(@Nullable RawValue value) {
    return value == null ? Args.empty() : value.asArgs();
  }

  // -- sockets

  /** Writes a member that is a list of sockets. */
  public static void sockets(ValueWriter writer, String member, List<SocketSnapshot> sockets) {
    writer.name(member);
    writer.beginArray();
    for (SocketSnapshot socket : sockets) {
      writer.beginObject();
      writer.name("id");
      writer.text(socket.id());
      writer.name("handshake");
      writer.value(socket.handshake());
      names(writer, "rooms", socket.rooms());
      writer.name("data");
      writer.value(socket.data());
      writer.end();
    }
    writer.end();
  }

  /** Reads a list of sockets. */
  public static List<SocketSnapshot> sockets(@Nullable RawValue value) throws ProtocolException {
    RawValue list = required(value, Kind.ARRAY, "sockets");
    List<SocketSnapshot> sockets = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      RawValue socket = required(list.element(i), Kind.OBJECT, "a socket");
      @Nullable RawValue[] members = socket.members("id", "handshake", "rooms", "data");
      sockets.add(
          new SocketSnapshot(
              socketId(members[0]),
              object(members[1]),
              names(members[2], "rooms"),
              object(members[3])));
    }
    return Collections.unmodifiableList(sockets);
  }

  /** Of any length, as rooms are: programs may choose the ids, and one must not hide the others. */
  private static String socketId(@Nullable RawValue value) throws ProtocolException {
    String id = value == null ? null : value.text(Integer.MAX_VALUE);
    if (id == null || id.isEmpty()) {
      throw new ProtocolException(
          "expected the id of a socket as text, got " + (value == null ? "none" : value.kind()));
    }
    return id;
  }

  /** What is no object is as good as an empty one: a program may have put anything there. */
  @SuppressWarnings("unchecked") // natural types
  static Map<String, @Nullable Object> object(@Nullable RawValue value) throws ProtocolException {
    if (value == null || value.kind() != Kind.OBJECT) {
      return Map.of();
    }
    try {
      Object bound = value.asArgs().get(0);
      return bound instanceof Map<?, ?> map
          ? Collections.unmodifiableMap((Map<String, @Nullable Object>) map)
          : Map.of();
    } catch (ArgumentException unbound) {
      throw new ProtocolException("expected the data of a socket, got what cannot be bound");
    }
  }

  // -- scalars

  /** Reads the name of a server or a request. */
  public static String id(@Nullable RawValue value, String what) throws ProtocolException {
    String id = value == null ? null : value.text(MessageLimits.MAX_ID_LENGTH);
    if (id == null || id.isEmpty()) {
      throw new ProtocolException(
          "expected "
              + what
              + " as text of 1 to "
              + MessageLimits.MAX_ID_LENGTH
              + " characters, got "
              + (value == null ? "none" : value.kind()));
    }
    return id;
  }

  /** Reads the id of a request, if it asks for answers. */
  public static @Nullable String optionalId(@Nullable RawValue value) throws ProtocolException {
    return isAbsent(value) ? null : id(value, "the id of a request");
  }

  /** Reads the number that says what a message is. */
  public static int type(@Nullable RawValue value) throws ProtocolException {
    return count(value, "a type");
  }

  /** Reads a number that is not negative. */
  public static int count(@Nullable RawValue value, String what) throws ProtocolException {
    double number = value == null ? Double.NaN : value.number();
    if (!(number >= 0) || number > Integer.MAX_VALUE || number != Math.rint(number)) {
      throw new ProtocolException(
          "expected a whole number as "
              + what
              + ", got "
              + (value == null ? "none" : "another " + value.kind()));
    }
    return (int) number;
  }

  /** Reads true or false, false if it is not there. */
  public static boolean truth(@Nullable RawValue value) {
    return value != null && value.kind() == Kind.TRUE;
  }

  /** Whether a member is not there, or is null, which some libraries write for undefined. */
  public static boolean isAbsent(@Nullable RawValue value) {
    return value == null || value.kind() == Kind.NOTHING;
  }

  /** A value that must be there, and of this kind. */
  public static RawValue required(@Nullable RawValue value, Kind kind, String what)
      throws ProtocolException {
    if (value == null || value.kind() != kind) {
      throw new ProtocolException(
          "expected " + what + " as " + kind + ", got " + (value == null ? "none" : value.kind()));
    }
    return value;
  }
}
