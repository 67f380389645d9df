package io.sockeye.server.cluster;

import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.RawValue;
import io.sockeye.protocol.socketio.RawValue.Kind;
import io.sockeye.protocol.socketio.ValueWriter;
import io.sockeye.server.adapter.BroadcastOptions;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The member {@code data} of envelopes, which each type of message has in its own way. */
final class MessageData {
  private static final String OPTIONS = "opts";
  private static final String PACKET = "packet";
  private static final String REQUEST_ID = "requestId";
  private static final String ROOMS = "rooms";
  private static final String SOCKETS = "sockets";
  private static final String CLIENT_COUNT = "clientCount";
  private static final String CLOSE = "close";

  private MessageData() {}

  // -- out

  /** Writes the data of a message that has some. */
  static void write(ClusterMessage message, ValueWriter writer) {
    writer.beginObject();
    if (message instanceof ClusterMessage.Broadcast broadcast) {
      writer.name(PACKET);
      MessageParts.event(writer, broadcast.event(), false);
      requestId(broadcast.requestId(), writer);
      options(broadcast.options(), broadcast.requestId() != null, writer);
    } else if (message instanceof ClusterMessage.SocketsJoin join) {
      options(join.options(), false, writer);
      MessageParts.names(writer, ROOMS, join.rooms());
    } else if (message instanceof ClusterMessage.SocketsLeave leave) {
      options(leave.options(), false, writer);
      MessageParts.names(writer, ROOMS, leave.rooms());
    } else if (message instanceof ClusterMessage.DisconnectSockets disconnect) {
      options(disconnect.options(), false, writer);
      writer.name(CLOSE);
      writer.truth(disconnect.close());
    } else if (message instanceof ClusterMessage.FetchSockets fetch) {
      options(fetch.options(), true, writer);
      requestId(fetch.requestId(), writer);
    } else if (message instanceof ClusterMessage.ServerSideEmit emit) {
      requestId(emit.requestId(), writer);
      writer.name(PACKET);
      MessageParts.eventData(writer, emit.event(), emit.args());
    } else if (message instanceof ClusterMessage.Response response) {
      response(response, writer);
    }
    writer.end();
  }

  private static void response(ClusterMessage.Response response, ValueWriter writer) {
    requestId(response.requestId(), writer);
    if (response instanceof ClusterMessage.Sockets sockets) {
      MessageParts.sockets(writer, SOCKETS, sockets.sockets());
    } else if (response instanceof ClusterMessage.ClientCount count) {
      writer.name(CLIENT_COUNT);
      writer.integer(count.count());
    } else if (response instanceof ClusterMessage.ClientAnswer answer) {
      MessageParts.answer(writer, PACKET, answer.answer());
    } else if (response instanceof ClusterMessage.ServerSideAnswer answer) {
      MessageParts.answer(writer, PACKET, answer.answer());
    }
  }

  private static void options(BroadcastOptions options, boolean asks, ValueWriter writer) {
    writer.name(OPTIONS);
    MessageParts.options(writer, options, asks);
  }

  private static void requestId(@Nullable String id, ValueWriter writer) {
    if (id != null) {
      writer.name(REQUEST_ID);
      writer.text(id);
    }
  }

  // -- in

  /** Reads a message of a type. */
  static ClusterMessage read(int type, @Nullable RawValue data, String namespace)
      throws ProtocolException {
    switch (type) {
      case MessageTypes.INITIAL_HEARTBEAT, MessageTypes.HEARTBEAT -> {
        return new ClusterMessage.Heartbeat(type == MessageTypes.INITIAL_HEARTBEAT);
      }
      case MessageTypes.ADAPTER_CLOSE -> {
        return new ClusterMessage.Leave();
      }
      default -> {
        RawValue object = MessageParts.required(data, Kind.OBJECT, "the data of a message");
        return type == MessageTypes.BROADCAST
            ? broadcast(object, namespace)
            : isResponse(type) ? response(type, object) : request(type, object);
      }
    }
  }

  private static ClusterMessage broadcast(RawValue data, String namespace)
      throws ProtocolException {
    @Nullable RawValue[] members = data.members(PACKET, OPTIONS, REQUEST_ID);
    return new ClusterMessage.Broadcast(
        MessageParts.event(members[0], namespace),
        MessageParts.options(members[1]),
        MessageParts.optionalId(members[2]));
  }

  private static ClusterMessage request(int type, RawValue data) throws ProtocolException {
    if (type == MessageTypes.SERVER_SIDE_EMIT) {
      @Nullable RawValue[] members = data.members(PACKET, REQUEST_ID);
      return MessageParts.serverSideEmit(members[0], MessageParts.optionalId(members[1]));
    }
    @Nullable RawValue[] members = data.members(OPTIONS, ROOMS, CLOSE, REQUEST_ID);
    BroadcastOptions options = MessageParts.options(members[0]);
    return switch (type) {
      case MessageTypes.SOCKETS_JOIN -> new ClusterMessage.SocketsJoin(options, rooms(members[1]));
      case MessageTypes.SOCKETS_LEAVE ->
          new ClusterMessage.SocketsLeave(options, rooms(members[1]));
      case MessageTypes.DISCONNECT_SOCKETS ->
          new ClusterMessage.DisconnectSockets(options, MessageParts.truth(members[2]));
      case MessageTypes.FETCH_SOCKETS ->
          new ClusterMessage.FetchSockets(options, requiredId(members[3]));
      default ->
          throw new ProtocolException("expected a type of message from 1 to 13, got " + type);
    };
  }

  private static boolean isResponse(int type) {
    return switch (type) {
      case MessageTypes.FETCH_SOCKETS_RESPONSE,
          MessageTypes.SERVER_SIDE_EMIT_RESPONSE,
          MessageTypes.BROADCAST_CLIENT_COUNT,
          MessageTypes.BROADCAST_ACK ->
          true;
      default -> false;
    };
  }

  private static ClusterMessage response(int type, RawValue data) throws ProtocolException {
    @Nullable RawValue[] members = data.members(REQUEST_ID, PACKET, SOCKETS, CLIENT_COUNT);
    String id = requiredId(members[0]);
    return switch (type) {
      case MessageTypes.FETCH_SOCKETS_RESPONSE ->
          new ClusterMessage.Sockets(id, MessageParts.sockets(members[2]));
      case MessageTypes.BROADCAST_CLIENT_COUNT ->
          new ClusterMessage.ClientCount(
              id, MessageParts.count(members[3], "the number of clients"));
      case MessageTypes.BROADCAST_ACK ->
          new ClusterMessage.ClientAnswer(id, MessageParts.answer(members[1]));
      default -> new ClusterMessage.ServerSideAnswer(id, MessageParts.answer(members[1]));
    };
  }

  private static Collection<String> rooms(@Nullable RawValue value) throws ProtocolException {
    return MessageParts.names(value, "rooms");
  }

  private static String requiredId(@Nullable RawValue value) throws ProtocolException {
    return MessageParts.id(value, "the id of a request");
  }
}
