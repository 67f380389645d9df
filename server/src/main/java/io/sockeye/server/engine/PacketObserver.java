package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;

/**
 * Is told of each packet of each session, for traces and counters. It costs something for every
 * packet, so an {@link EngineObserver} says {@linkplain EngineObserver#packets once} whether it has
 * one; without one, nothing is called.
 *
 * <p>Called inside the session's mailbox, in the order in which things happen: an implementation
 * must not block, and what it throws is logged. What packets carry belongs to users: it has no
 * place in a log.
 */
public interface PacketObserver {
  /** A packet came from the client: {@code packet}. */
  default void packetReceived(EngineSession session, EnginePacket packet) {}

  /** A packet with its attachments is going to be sent: {@code packetCreate}. */
  default void packetCreated(EngineSession session, PacketGroup packet) {}

  /**
   * What waited is handed to the transport: {@code flush}.
   *
   * @param packets in the order of the wire
   */
  default void flushed(EngineSession session, List<PacketGroup> packets) {}

  /** Nothing waits any more, and the session is writable: {@code drain}. */
  default void drained(EngineSession session) {}
}
