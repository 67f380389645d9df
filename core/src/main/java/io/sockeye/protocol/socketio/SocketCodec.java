package io.sockeye.protocol.socketio;

import io.sockeye.protocol.Limits;
import io.sockeye.protocol.engineio.PacketGroup;

/** How Socket.IO packets travel in Engine.IO messages. Thread-safe. */
public interface SocketCodec {
  /**
   * Encodes a packet; its attachments follow it in the same group.
   *
   * @throws IllegalArgumentException if the packet cannot be said in this encoding, naming the
   *     event
   */
  PacketGroup encode(SocketPacket packet);

  /** A decoder for one connection. */
  SocketDecoder decoder(Limits limits);
}
