package io.sockeye.server.adapter;

import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;

/** What an adapter may ask of the namespace that it serves, on this server. Thread-safe. */
public interface LocalNode {
  /** The name of the namespace. */
  String namespace();

  /** How many rooms a socket may be in. */
  int maxRoomsPerSocket();

  /**
   * An event of a broadcast as it is to be encoded and delivered: where the namespace can send it
   * again to those who miss it, it carries its offset. Called once for each broadcast of this
   * server.
   */
  SocketPacket.Event stamp(SocketPacket.Event event, BroadcastOptions options);

  /**
   * Encodes a packet.
   *
   * @throws IllegalArgumentException if an argument cannot be written
   */
  PacketGroup encode(SocketPacket packet);

  /** The next id under which answers are expected; sockets and broadcasts share one sequence. */
  long nextAckId();
}
