package io.sockeye.server.adapter;

import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;

/**
 * A socket of this server as an adapter sees it. Thread-safe; no method blocks. Compared by
 * identity.
 */
public interface LocalSocket {
  /** The id of the socket, which is also the name of a room that holds it alone. */
  String id();

  /**
   * Whether it is connected. One that has lost its connection and may come back stays in its rooms:
   * it is given what is broadcast to them, joins and leaves rooms and is disconnected with the
   * others, but is not counted, fetched or asked for acks.
   */
  boolean isConnected();

  /** What other servers may know of it. */
  SocketSnapshot snapshot();

  /**
   * Sends an event of a broadcast; dropped if the socket is disconnected for good.
   *
   * @param event the event, for those who listen to what is sent
   * @param encoded the same event, encoded once for all recipients
   * @param options how it is sent
   */
  void deliver(SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options);

  /**
   * Sends an event of a broadcast that asks for answers. {@code acks} is told once, within the
   * timeout of the options: of the answer, or that none will come.
   */
  void deliver(
      SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options, BroadcastAcks acks);

  /**
   * Disconnects the socket.
   *
   * @param close whether to close its connection, too
   */
  void disconnect(boolean close);
}
