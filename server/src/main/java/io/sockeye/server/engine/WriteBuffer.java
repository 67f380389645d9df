package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.PacketGroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What waits until a session's transport is writable, oldest first. Confined to the session's
 * mailbox, but for {@link #bytes}.
 */
final class WriteBuffer {
  private final EngineSession session;

  /** Is told what is written; null if nobody wants to know. */
  private final @Nullable PacketObserver observer;

  private final Deque<PacketGroup> groups = new ArrayDeque<>(2);

  /** Written in the mailbox, read anywhere. */
  private volatile long bytes;

  WriteBuffer(EngineSession session, @Nullable PacketObserver observer) {
    this.session = session;
    this.observer = observer;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // the mailbox is the only writer
  void add(PacketGroup group) {
    if (observer != null) {
      observer.packetCreated(session, group);
    }
    groups.add(group);
    bytes += group.size();
  }

  /** Sends all of it if the transport can write. */
  void flushTo(Transport transport) {
    if (!groups.isEmpty() && transport.isWritable()) {
      if (observer != null) {
        observer.flushed(session, List.copyOf(groups));
      }
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
