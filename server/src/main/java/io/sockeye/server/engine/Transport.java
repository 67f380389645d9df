package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;

/** How a session's packets travel. Confined to the session's mailbox. */
sealed interface Transport permits PollingTransport, WebSocketTransport {
  TransportType type();

  /** Whether {@link #send} may be called now. Any thread, but only the mailbox may rely on it. */
  boolean isWritable();

  /** Whether a volatile message may be sent now: writable, and not much is waiting. Any thread. */
  boolean isWritableForVolatile();

  /** Sends one group. */
  void send(PacketGroup group);

  /** Sends groups, oldest first. */
  void send(List<PacketGroup> groups);

  /** How many of the groups that wait {@link #send} may be given now, while it is writable. */
  default int countOfNext(List<PacketGroup> waiting) {
    return waiting.size();
  }

  /** Bytes that were sent and not yet taken by the operating system. Any thread. */
  long pendingBytes();

  /**
   * Ends the transport after what was sent, telling the client if that is possible.
   *
   * @param last what is still to be sent before, if it can be
   */
  void close(List<PacketGroup> last, CloseReason reason);

  /** Ends the transport at once. */
  void discard();

  /** Lets no more packets of the client come, until {@link #resumeReading}. */
  void pauseReading();

  void resumeReading();
}
