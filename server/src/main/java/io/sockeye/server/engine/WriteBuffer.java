package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.PacketGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

  /** Null while nothing waits, which is nearly always: no idle session keeps a list. */
  private @Nullable List<PacketGroup> groups;

  /** Those of the groups that may be dropped for room, oldest first; null if none ever could. */
  private @Nullable Deque<PacketGroup> droppable;

  private long droppableBytes;

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

  /**
   * The same for one that may be dropped for room.
   *
   * @param maxBytes how many bytes of such may wait, but for the latest, which always may
   * @return how many were dropped, the oldest first
   */
  int addDroppable(PacketGroup group, long maxBytes) {
    add(group);
    if (droppable == null) {
      droppable = new ArrayDeque<>();
    }
    droppable.addLast(group);
    droppableBytes += group.size();
    int dropped = 0;
    while (droppableBytes > maxBytes && droppable.size() > 1) {
      dropOldest(droppable, groups);
      dropped++;
    }
    return dropped;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // as above
  private void dropOldest(Deque<PacketGroup> of, @Nullable List<PacketGroup> from) {
    PacketGroup oldest = of.removeFirst();
    droppableBytes -= oldest.size();
    bytes -= oldest.size();
    if (from != null) {
      from.remove(oldest); // By identity, and near the beginning.
    }
  }

  /** The same as {@link #add} and {@link #flushTo}. */
  void addAndFlush(PacketGroup group, Transport transport) {
    if (groups == null && transport.isWritable()) {
      if (observer != null) {
        tellCreated(group);
        tellFlushed(List.of(group));
      }
      transport.send(group);
    } else {
      add(group);
      flushTo(transport);
    }
  }

  /** Sends as much of it as the transport takes, if it can write. */
  void flushTo(Transport transport) {
    List<PacketGroup> all = groups;
    if (all != null && transport.isWritable()) {
      int count = transport.countOfNext(all);
      List<PacketGroup> part = count == all.size() ? take() : take(all, count);
      tellFlushed(part);
      transport.send(part);
    }
  }

  /** Ends the transport, which sends what it still can; the rest is dropped. */
  void closeInto(Transport transport, CloseReason reason) {
    transport.close(take(), reason);
  }

  private List<PacketGroup> take() {
    List<PacketGroup> all = groups;
    groups = null;
    droppable = null;
    droppableBytes = 0;
    bytes = 0;
    return all == null ? List.of() : all;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // as above
  private List<PacketGroup> take(List<PacketGroup> all, int count) {
    List<PacketGroup> first = all.subList(0, count);
    List<PacketGroup> part = List.copyOf(first);
    first.clear();
    for (PacketGroup taken : part) {
      bytes -= taken.size();
      if (droppable != null && droppable.peekFirst() == taken) {
        droppable.removeFirst();
        droppableBytes -= taken.size();
      }
    }
    return part;
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
