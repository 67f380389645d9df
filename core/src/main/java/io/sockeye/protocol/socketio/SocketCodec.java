package io.sockeye.protocol.socketio;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.Map;

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

  /**
   * One argument that is an object of strings: what a client is taken to have sent as auth that
   * sent none, or has only a query. It binds to types as arguments do that came in this encoding;
   * by default, as those of JSON do.
   */
  default Args object(Map<String, String> members) {
    return JsonArgs.object(members);
  }
}
