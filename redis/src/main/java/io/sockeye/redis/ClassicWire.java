package io.sockeye.redis;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.RawValue;
import io.sockeye.protocol.socketio.RawValue.Kind;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.protocol.socketio.ValueWriter;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.Envelope;
import io.sockeye.server.cluster.MessageFormats;
import io.sockeye.server.cluster.MessageParts;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the messages of one namespace as {@code @socket.io/redis-adapter} 7 and 8 do
 * without sharding (section 6.4 of the behaviour spec): broadcasts, requests and responses, each
 * with channels of their own. Thread-safe.
 *
 * <p>What comes may be anything. It is refused with a {@link ProtocolException}, and nothing else
 * is thrown. The orders for one socket by its id, which servers before Socket.IO 4 gave, are
 * refused, too.
 */
final class ClassicWire {
  // The types of requests, and of the responses that have one.
  private static final int SOCKETS = 0;
  private static final int ALL_ROOMS = 1;
  private static final int REMOTE_JOIN = 2;
  private static final int REMOTE_LEAVE = 3;
  private static final int REMOTE_DISCONNECT = 4;
  private static final int REMOTE_FETCH = 5;
  private static final int SERVER_SIDE_EMIT = 6;
  private static final int BROADCAST = 7;
  private static final int BROADCAST_CLIENT_COUNT = 8;
  private static final int BROADCAST_ACK = 9;

  private final String nodeId;
  private final String namespace;
  private final MessageFormats formats;

  ClassicWire(String nodeId, String namespace, MessageFormats formats) {
    this.nodeId = nodeId;
    this.namespace = namespace;
    this.formats = formats;
  }

  // -- broadcasts

  /**
   * Writes a broadcast that asks for no answers.
   *
   * @throws IllegalArgumentException if an argument cannot be written, or the message is too big
   */
  byte[] encodeBroadcast(SocketPacket.Event event, BroadcastOptions options) {
    return formats.writeMsgpack(
        writer -> {
          writer.beginArray();
          writer.text(nodeId);
          MessageParts.event(writer, event, true);
          MessageParts.options(writer, options, false);
          writer.end();
        });
  }

  /**
   * Reads a broadcast.
   *
   * @throws ProtocolException if it is none, beyond a limit, or for another namespace
   */
  Envelope decodeBroadcast(byte[] message) throws ProtocolException {
    RawValue parts = MessageParts.required(formats.read(message), Kind.ARRAY, "a broadcast");
    if (parts.size() != 3) {
      throw new ProtocolException("expected a broadcast of 3 parts, got " + parts.size());
    }
    String node = MessageParts.id(parts.element(0), "the name of a server");
    SocketPacket.Event event = event(parts.element(1));
    BroadcastOptions options = MessageParts.options(parts.element(2));
    return new Envelope(node, new ClusterMessage.Broadcast(event, options, null));
  }

  /** A packet that names no namespace is one for the main namespace. */
  private SocketPacket.Event event(@Nullable RawValue packet) throws ProtocolException {
    RawValue nsp = MessageParts.required(packet, Kind.OBJECT, "a packet").members("nsp")[0];
    String came = nsp == null ? "/" : nsp.text(namespace.length());
    if (!namespace.equals(came)) {
      throw new ProtocolException(
          "expected a packet for namespace " + namespace + ", got one for another");
    }
    return MessageParts.event(packet, namespace);
  }

  // -- requests

  /**
   * Writes a message for all other servers that is not a broadcast without answers.
   *
   * @throws IllegalArgumentException if an argument cannot be written, or the message is too big,
   *     or of a kind that there is not in this format
   */
  byte[] encodeRequest(ClusterMessage message) {
    if (message instanceof ClusterMessage.Broadcast broadcast) {
      return formats.writeMsgpack(
          request(
              BROADCAST,
              broadcast.requestId(),
              writer -> {
                writer.name("packet");
                MessageParts.event(writer, broadcast.event(), true);
                writer.name("opts");
                MessageParts.options(writer, broadcast.options(), true);
              }));
    }
    return formats.write(request(message));
  }

  private Consumer<ValueWriter> request(ClusterMessage message) {
    if (message instanceof ClusterMessage.SocketsJoin join) {
      return request(REMOTE_JOIN, null, rooms(join.options(), join.rooms()));
    } else if (message instanceof ClusterMessage.SocketsLeave leave) {
      return request(REMOTE_LEAVE, null, rooms(leave.options(), leave.rooms()));
    } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
      return request(
          REMOTE_DISCONNECT,
          null,
          writer -> {
            options(disconnect.options(), writer);
            writer.name("close");
            writer.truth(disconnect.close());
          });
    } else if (message instanceof ClusterMessage.FetchSockets fetch) {
      return request(REMOTE_FETCH, fetch.requestId(), writer -> options(fetch.options(), writer));
    } else if (message instanceof ClusterMessage.FetchIds fetch) {
      return request(
          SOCKETS, fetch.requestId(), writer -> MessageParts.names(writer, "rooms", fetch.rooms()));
    } else if (message instanceof ClusterMessage.FetchRooms fetch) {
      return request(ALL_ROOMS, fetch.requestId(), writer -> {});
    } else if (message instanceof ClusterMessage.ServerSideEmit emit) {
      return request(
          SERVER_SIDE_EMIT,
          emit.requestId(),
          writer -> {
            writer.name("data");
            MessageParts.eventData(writer, emit.event(), emit.args());
          });
    }
    throw new IllegalArgumentException(
        "expected a request that the classic format has, got "
            + message.getClass().getSimpleName());
  }

  private Consumer<ValueWriter> request(
      int type, @Nullable String requestId, Consumer<ValueWriter> members) {
    return writer -> {
      writer.beginObject();
      writer.name("uid");
      writer.text(nodeId);
      if (requestId != null) {
        writer.name("requestId");
        writer.text(requestId);
      }
      type(type, writer);
      members.accept(writer);
      writer.end();
    };
  }

  private static Consumer<ValueWriter> rooms(BroadcastOptions options, Collection<String> rooms) {
    return writer -> {
      options(options, writer);
      MessageParts.names(writer, "rooms", rooms);
    };
  }

  /** Flags do not travel with these. */
  private static void options(BroadcastOptions options, ValueWriter writer) {
    writer.name("opts");
    writer.beginObject();
    MessageParts.whoIsMeant(writer, options);
    writer.end();
  }

  private static void type(int type, ValueWriter writer) {
    writer.name("type");
    writer.integer(type);
  }

  /**
   * Reads a request.
   *
   * @throws ProtocolException if it is none, or beyond a limit
   */
  Envelope decodeRequest(byte[] message) throws ProtocolException {
    RawValue request = MessageParts.required(formats.read(message), Kind.OBJECT, "a request");
    @Nullable RawValue[] members =
        request.members("type", "uid", "requestId", "opts", "rooms", "data", "packet", "close");
    String node =
        MessageParts.isAbsent(members[1])
            ? ClusterMessage.EMITTER // That of npm gives orders without a name.
            : MessageParts.id(members[1], "the name of a server");
    return new Envelope(node, request(MessageParts.type(members[0]), members));
  }

  private ClusterMessage request(int type, @Nullable RawValue[] members) throws ProtocolException {
    @Nullable RawValue opts = members[3];
    @Nullable RawValue rooms = members[4];
    return switch (type) {
      case SOCKETS ->
          new ClusterMessage.FetchIds(MessageParts.names(rooms, "rooms"), id(members[2]));
      case ALL_ROOMS -> new ClusterMessage.FetchRooms(id(members[2]));
      case REMOTE_JOIN ->
          new ClusterMessage.SocketsJoin(
              MessageParts.options(opts), MessageParts.names(rooms, "rooms"));
      case REMOTE_LEAVE ->
          new ClusterMessage.SocketsLeave(
              MessageParts.options(opts), MessageParts.names(rooms, "rooms"));
      case REMOTE_DISCONNECT ->
          new ClusterMessage.DisconnectSockets(
              MessageParts.options(opts), MessageParts.truth(members[7]));
      case REMOTE_FETCH ->
          new ClusterMessage.FetchSockets(MessageParts.options(opts), id(members[2]));
      case SERVER_SIDE_EMIT ->
          MessageParts.serverSideEmit(members[5], MessageParts.optionalId(members[2]));
      case BROADCAST ->
          new ClusterMessage.Broadcast(
              event(members[6]), MessageParts.options(opts), id(members[2]));
      default -> throw new ProtocolException("expected a type of request from 0 to 7, got " + type);
    };
  }

  private static String id(@Nullable RawValue value) throws ProtocolException {
    return MessageParts.id(value, "the id of a request");
  }

  // -- responses

  /**
   * Writes an answer.
   *
   * @throws IllegalArgumentException if a value cannot be written, or the message is too big
   */
  byte[] encodeResponse(ClusterMessage.Response response) {
    Consumer<ValueWriter> message = writer -> response(response, writer);
    return response instanceof ClusterMessage.ClientAnswer
        ? formats.writeMsgpack(message)
        : formats.write(message);
  }

  private static void response(ClusterMessage.Response response, ValueWriter writer) {
    writer.beginObject();
    if (response instanceof ClusterMessage.ServerSideAnswer) {
      type(SERVER_SIDE_EMIT, writer);
    } else if (response instanceof ClusterMessage.ClientCount) {
      type(BROADCAST_CLIENT_COUNT, writer);
    } else if (response instanceof ClusterMessage.ClientAnswer) {
      type(BROADCAST_ACK, writer);
    }
    writer.name("requestId");
    writer.text(response.requestId());
    if (response instanceof ClusterMessage.Sockets sockets) {
      MessageParts.sockets(writer, "sockets", sockets.sockets());
    } else if (response instanceof ClusterMessage.Ids ids) {
      MessageParts.names(writer, "sockets", ids.ids());
    } else if (response instanceof ClusterMessage.Rooms rooms) {
      MessageParts.names(writer, "rooms", rooms.rooms());
    } else if (response instanceof ClusterMessage.ServerSideAnswer answer) {
      MessageParts.answer(writer, "data", answer.answer());
    } else if (response instanceof ClusterMessage.ClientCount count) {
      writer.name("clientCount");
      writer.integer(count.count());
    } else if (response instanceof ClusterMessage.ClientAnswer answer) {
      MessageParts.answer(writer, "packet", answer.answer());
    }
    writer.end();
  }

  /**
   * Reads an answer, which does not say whose it is. Whether sockets or only their ids were asked
   * for, an empty list does not tell; it is taken for one of sockets, which alone our servers ask
   * for.
   *
   * @throws ProtocolException if it is none, or beyond a limit
   */
  Envelope decodeResponse(byte[] message) throws ProtocolException {
    RawValue response = MessageParts.required(formats.read(message), Kind.OBJECT, "a response");
    @Nullable RawValue[] members =
        response.members("type", "requestId", "sockets", "rooms", "data", "clientCount", "packet");
    String id = id(members[1]);
    if (!MessageParts.isAbsent(members[0])) {
      return new Envelope(null, typed(MessageParts.type(members[0]), id, members));
    }
    RawValue sockets = members[2];
    if (sockets == null) {
      return new Envelope(
          null, new ClusterMessage.Rooms(id, MessageParts.names(members[3], "rooms")));
    }
    boolean ids = sockets.size() > 0 && sockets.element(0).kind() == Kind.TEXT;
    return new Envelope(
        null,
        ids
            ? new ClusterMessage.Ids(id, MessageParts.names(sockets, "ids"))
            : new ClusterMessage.Sockets(id, MessageParts.sockets(sockets)));
  }

  private static ClusterMessage typed(int type, String id, @Nullable RawValue[] members)
      throws ProtocolException {
    return switch (type) {
      case SERVER_SIDE_EMIT ->
          new ClusterMessage.ServerSideAnswer(id, MessageParts.answer(members[4]));
      case BROADCAST_CLIENT_COUNT ->
          new ClusterMessage.ClientCount(
              id, MessageParts.count(members[5], "the number of clients"));
      case BROADCAST_ACK -> new ClusterMessage.ClientAnswer(id, MessageParts.answer(members[6]));
      default ->
          throw new ProtocolException("expected a type of response from 6, 8 or 9, got " + type);
    };
  }
}
