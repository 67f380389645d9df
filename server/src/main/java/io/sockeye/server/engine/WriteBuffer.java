package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.PacketGroup;
import java.util.ArrayList;
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

  /** Null while nothing waits, which is nearly always: no idle session keeps a list. */
  private @Nullable List<PacketGroup> groups;

  /** Written in the mailbox, read anywhere. */
  private volatile long bytes;

  WriteBuffer(EngineSession session, @Nullable PacketObserver observer) {
    this.session = session;
    this.observer = observer;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // the mailbox is the only writer
  void add(PacketGroup group) {
    tellCreated(group);
    if (groups == null) {
      groups = new ArrayList<>(2);
    }
    groups.add(group);
    bytes += group.size();
  }

  /** The same as {@link #add} and {@link #flushTo}. */
  void addAndFlush(PacketGroup group, Transport transport) {
    if (groups == null && transport.isWritable()) {
      tellCreated(group);
      tellFlushed(List.of(group));
      transport.send(group);
    } else {
      add(group);
      flushTo(transport);
    }
  }

  /** Sends all of it if the transport can write. */
  void flushTo(Transport transport) {
    List<PacketGroup> all = groups;
    if (all != null && transport.isWritable()) {
      tellFlushed(all);
      take();
      transport.send(all);
    }
  }

  /** Ends the transport, which sends what it still can; the rest is dropped. */
  void closeInto(Transport transport, CloseReason reason) {
    transport.close(take(), reason);
  }

  private List<PacketGroup> take() {
    List<PacketGroup> all = groups;
    groups = null;
    bytes = 0;
    return all == null ? List.of() : all;
  }

  private void tellCreated(PacketGroup group) {
    if (observer != null) {
      observer.packetCreated(session, group);
    }
  }

  private void tellFlushed(List<PacketGroup> flushed) {
    if (observer != null) {
      observer.flushed(session, List.copyOf(flushed));
    }
  }

  /** Bytes that wait; any thread. */
  long bytes() {
    return bytes;
  }
}
