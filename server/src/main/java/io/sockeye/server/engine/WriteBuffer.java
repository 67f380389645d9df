package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.PacketGroup;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What waits until a session's transport is writable, oldest first. Confined to the session's
 * mailbox, but for {@link #bytes}.
 */
final class WriteBuffer {
  private final Deque<PacketGroup> groups = new ArrayDeque<>(2);

  /** Written in the mailbox, read anywhere. */
  private volatile long bytes;

  @SuppressWarnings("NonAtomicVolatileUpdate") // the mailbox is the only writer
  void add(PacketGroup group) {
    groups.add(group);
    bytes += group.size();
  }

  /** Sends all of it if the transport can write. */
  void flushTo(Transport transport) {
    if (!groups.isEmpty() && transport.isWritable()) {
      transport.send(groups);
      bytes = 0;
    }
  }

  /** Ends the transport, which sends what it still can; the rest is dropped. */
  void closeInto(Transport transport, CloseReason reason) {
    transport.close(groups, reason);
    groups.clear();
    bytes = 0;
  }

  /** Bytes that wait; any thread. */
  long bytes() {
    return bytes;
  }
}
