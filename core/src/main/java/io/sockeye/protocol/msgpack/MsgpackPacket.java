package io.sockeye.protocol.msgpack;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.Slice;
import io.sockeye.protocol.json.ValueCodec;
import io.sockeye.protocol.msgpack.MsgpackCursor.Kind;
import io.sockeye.protocol.socketio.ReservedEvents;
import io.sockeye.protocol.socketio.SocketPacket;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one packet: a map with the members of {@link Keys}, in any order, and others that are of no
 * concern to us, such as the {@code options} of the JavaScript client.
 *
 * <p>Its types are those of section 3.7: there is none for binary data, which are where they belong
 * already. Beyond what the reference looks at, events must have a name that is not reserved.
 */
final class MsgpackPacket {
  private static final int NO_TYPE = -1;
  private static final long MOST_ID = 999_999_999_999_999L;
  private static final int LONGEST_CHARACTER = 3;

  private final MsgpackCursor cursor;
  private final MsgpackScanner scanner;
  private final ValueCodec values;
  private final Limits limits;
  private final byte[] bytes;
  private final Set<String> seen = new HashSet<>(8);

  private long type = NO_TYPE;
  private @Nullable String namespace;
  private long id = SocketPacket.NO_ID;

  /** What the data are; NIL if there are none. */
  private Kind data = Kind.NIL;

  /**
   * Where each of the data begins, and where the last one ends: one, or the elements if an array.
   */
  private int[] positions = new int[8];

  private int dataCount;
  private boolean foreign;

  /** What the first element of the data is, and its content if it can be the name of an event. */
  private Kind first = Kind.NIL;

  private @Nullable Slice firstText;
  private long firstNumber;

  MsgpackPacket(Slice message, ValueCodec values, Limits limits) {
    this.cursor = new MsgpackCursor(message);
    this.scanner = new MsgpackScanner(limits);
    this.values = values;
    this.limits = limits;
    this.bytes = message.array();
  }

  SocketPacket read() throws ProtocolException {
    Kind kind = cursor.next();
    if (kind != Kind.MAP) {
      throw new ProtocolException("expected a packet that is a map, got " + kind);
    }
    for (int rest = cursor.count(); rest > 0; rest--) {
      member(scanner.name(cursor));
    }
    if (!cursor.atEnd()) {
      throw new ProtocolException("expected the end of the message after the packet, got more");
    }
    String nsp = namespace;
    if (nsp == null) {
      throw new ProtocolException("expected a packet with a namespace, got none");
    }
    return switch ((int) type) {
      case PacketTypes.CONNECT -> new SocketPacket.Connect(nsp, payload(false));
      case PacketTypes.DISCONNECT -> {
        if (data != Kind.NIL) {
          throw new ProtocolException("expected a DISCONNECT without payload, got " + data);
        }
        yield new SocketPacket.Disconnect(nsp);
      }
      case PacketTypes.EVENT -> new SocketPacket.Event(nsp, eventName(), array(1), id);
      case PacketTypes.ACK -> new SocketPacket.Ack(nsp, id, array(0));
      case PacketTypes.CONNECT_ERROR -> new SocketPacket.ConnectError(nsp, payload(true));
      default -> throw new ProtocolException("expected a packet with a type, got none");
    };
  }

  private void member(String name) throws ProtocolException {
    boolean known = true;
    switch (name) {
      case Keys.TYPE -> readType();
      case Keys.NAMESPACE -> readNamespace();
      case Keys.ID -> readId();
      case Keys.DATA -> readData();
      default -> {
        known = false;
        scanner.skip(cursor, 0);
      }
    }
    if (known && !seen.add(name)) {
      throw new ProtocolException("expected one member " + name + " in a packet, got two");
    }
  }

  private void readType() throws ProtocolException {
    Kind kind = cursor.next();
    type = kind == Kind.INTEGER ? cursor.number() : NO_TYPE;
    if (type < PacketTypes.CONNECT || type > PacketTypes.CONNECT_ERROR) {
      throw new ProtocolException("expected a packet type from 0 to 4, got another " + kind);
    }
  }

  private void readNamespace() throws ProtocolException {
    Kind kind = cursor.next();
    if (kind != Kind.TEXT) {
      throw new ProtocolException("expected a string as namespace, got " + kind);
    }
    namespace = shortText(cursor.content(), limits.maxNamespaceLength(), "a namespace");
    if (!namespace.startsWith("/")) {
      throw new ProtocolException("expected a namespace that starts with a slash, got another");
    }
  }

  private void readId() throws ProtocolException {
    Kind kind = cursor.next();
    if (isAbsent(kind)) {
      return;
    }
    if (kind != Kind.INTEGER || cursor.number() < 0 || cursor.number() > MOST_ID) {
      throw new ProtocolException(
          "expected an ack id from 0 to " + MOST_ID + ", got another " + kind);
    }
    id = cursor.number();
  }

  // -- data

  private void readData() throws ProtocolException {
    scanner.sawForeign();
    int start = cursor.position();
    Kind kind = cursor.next();
    if (kind == Kind.ARRAY) {
      int count = cursor.count();
      for (int i = 0; i < count; i++) {
        element(1);
      }
    } else {
      cursor.moveTo(start);
      element(0);
    }
    mark();
    data = isAbsent(kind) ? Kind.NIL : kind;
    foreign = scanner.sawForeign();
  }

  private void element(int outer) throws ProtocolException {
    mark();
    Kind kind = scanner.skip(cursor, outer);
    if (dataCount == 0) {
      first = kind;
      firstText = kind == Kind.TEXT ? cursor.content() : null;
      firstNumber = cursor.number();
    }
    dataCount++;
  }

  private void mark() {
    if (dataCount == positions.length) {
      positions = Arrays.copyOf(positions, 2 * dataCount);
    }
    positions[dataCount] = cursor.position();
  }

  private Args payload(boolean mayBeText) throws ProtocolException {
    if (data == Kind.NIL) {
      return Args.empty();
    }
    if (data != Kind.MAP && !(mayBeText && data == Kind.TEXT)) {
      throw new ProtocolException(
          "expected an object as payload of packet type " + type + ", got " + data);
    }
    return args(0);
  }

  private Args array(int from) throws ProtocolException {
    if (data != Kind.ARRAY) {
      throw new ProtocolException(
          "expected an array as payload of packet type " + type + ", got " + data);
    }
    return args(from);
  }

  private Args args(int from) {
    int[] mine = Arrays.copyOfRange(positions, from, dataCount + 1);
    return mine.length == 1 ? Args.empty() : new MsgpackArgs(values, bytes, mine, foreign);
  }

  private String eventName() throws ProtocolException {
    if (data == Kind.ARRAY && dataCount > 0 && first == Kind.INTEGER) {
      return Long.toString(firstNumber);
    }
    Slice text = firstText;
    if (data != Kind.ARRAY || dataCount == 0 || text == null) {
      throw new ProtocolException(
          "expected an event with a string or an integer as name, got another or none");
    }
    String name = shortText(text, limits.maxEventNameLength(), "an event name");
    if (ReservedEvents.contains(name)) {
      throw new ProtocolException("expected an event, got the reserved name " + name);
    }
    return name;
  }

  /** A text of at most so many characters; what is clearly longer is not even looked at. */
  private static String shortText(Slice utf8, int most, String what) throws ProtocolException {
    String text = utf8.length() > (long) LONGEST_CHARACTER * most ? null : utf8.utf8();
    if (text == null || text.length() > most) {
      throw new ProtocolException(
          "expected " + what + " of at most " + most + " characters, got a longer one");
    }
    return text;
  }

  private static boolean isAbsent(Kind kind) {
    return kind == Kind.NIL || kind == Kind.UNDEFINED;
  }
}
