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
   * Encodes a packet.
   *
   * @throws IllegalArgumentException if an argument cannot be written
   */
  PacketGroup encode(SocketPacket packet);

  /** The next id under which answers are expected; sockets and broadcasts share one sequence. */
  long nextAckId();
}
