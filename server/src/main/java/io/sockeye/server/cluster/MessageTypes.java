package io.sockeye.server.cluster;

/** The numbers of messages in envelopes (section 6.2 of the behaviour spec). */
final class MessageTypes {
  static final int INITIAL_HEARTBEAT = 1;
  static final int HEARTBEAT = 2;
  static final int BROADCAST = 3;
  static final int SOCKETS_JOIN = 4;
  static final int SOCKETS_LEAVE = 5;
  static final int DISCONNECT_SOCKETS = 6;
  static final int FETCH_SOCKETS = 7;
  static final int FETCH_SOCKETS_RESPONSE = 8;
  static final int SERVER_SIDE_EMIT = 9;
  static final int SERVER_SIDE_EMIT_RESPONSE = 10;
  static final int BROADCAST_CLIENT_COUNT = 11;
  static final int BROADCAST_ACK = 12;
  static final int ADAPTER_CLOSE = 13;

  private MessageTypes() {}

  /** The number of a message. */
  static int of(ClusterMessage message) {
    if (message instanceof ClusterMessage.Broadcast) {
      return BROADCAST;
    } else if (message instanceof ClusterMessage.SocketsJoin) {
      return SOCKETS_JOIN;
    } else if (message instanceof ClusterMessage.SocketsLeave) {
      return SOCKETS_LEAVE;
    } else if (message instanceof ClusterMessage.DisconnectSockets) {
      return DISCONNECT_SOCKETS;
    } else if (message instanceof ClusterMessage.FetchSockets) {
      return FETCH_SOCKETS;
    } else if (message instanceof ClusterMessage.Sockets) {
      return FETCH_SOCKETS_RESPONSE;
    } else if (message instanceof ClusterMessage.ServerSideEmit) {
      return SERVER_SIDE_EMIT;
    } else if (message instanceof ClusterMessage.ServerSideAnswer) {
      return SERVER_SIDE_EMIT_RESPONSE;
    } else if (message instanceof ClusterMessage.ClientCount) {
      return BROADCAST_CLIENT_COUNT;
    } else if (message instanceof ClusterMessage.ClientAnswer) {
      return BROADCAST_ACK;
    } else if (message instanceof ClusterMessage.Leave) {
      return ADAPTER_CLOSE;
    } else if (message instanceof ClusterMessage.Heartbeat heartbeat) {
      return heartbeat.first() ? INITIAL_HEARTBEAT : HEARTBEAT;
    }
    // FetchIds, FetchRooms and their answers: only classic Redis servers ask so.
    throw new IllegalArgumentException(
        "expected a message that envelopes have, got " + message.getClass().getSimpleName());
  }

  /** Whether a message has data besides its number. */
  static boolean hasData(ClusterMessage message) {
    return !(message instanceof ClusterMessage.Heartbeat
        || message instanceof ClusterMessage.Leave);
  }
}
