package io.sockeye.server;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.server.engine.RandomId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The events of a namespace that can be sent again, by position; each once, however many sockets it
 * went to. Bounded in number, bytes and age: the oldest give way. Thread-safe.
 *
 * <p>An offset is what the wire shows of a position. It begins with a random text of this log's
 * own, so that neither another server's offset nor a text of the application is taken for one.
 */
final class PacketLog {
  /** Short, for it goes with each event; 24 bits, for it only has to differ from other texts. */
  private static final int PREFIX_LENGTH = 4;

  private static final int RADIX = 36;

  private record Entry(PacketGroup packet, long nanos) {}

  private final Timers timers;
  private final int maxPackets;
  private final long maxBytes;
  private final long maxAgeNanos;
  private final String prefix = RandomId.next().substring(0, PREFIX_LENGTH);

  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  /** In the order in which they were kept, which may differ a little from that of positions. */
  private final Map<Long, Entry> entries = new LinkedHashMap<>();

  private long next;
  private long bytes;
  private boolean closed;

  /** Removes what is too old; null while the log is empty. */
  private Timers.@Nullable Alarm alarm;

  PacketLog(Timers timers, int maxPackets, long maxBytes, Duration maxAge) {
    this.timers = timers;
    this.maxPackets = maxPackets;
    this.maxBytes = maxBytes;
    this.maxAgeNanos = maxAge.toNanos();
  }

  /** A position for an event that is about to be sent. */
  long nextPosition() {
    lock.lock();
    try {
      return next++;
    } finally {
      lock.unlock();
    }
  }

  String offset(long position) {
    return prefix + Long.toString(position, RADIX);
  }

  /** The position that a client names; -1 if no such position was ever given. */
  long position(String offset) {
    if (!offset.startsWith(prefix) || offset.length() > PREFIX_LENGTH + 13) {
      return -1;
    }
    try {
      long position = Long.parseLong(offset, PREFIX_LENGTH, offset.length(), RADIX);
      return offset(position).equals(offset) && position < end() ? position : -1;
    } catch (NumberFormatException notOurs) {
      return -1;
    }
  }

  /** The position that will be given next. */
  long end() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps an event. */
  void put(long position, PacketGroup packet) {
    lock.lock();
    try {
      if (closed || packet.size() > maxBytes) {
        return;
      }
      // Else what a binding keeps with it would count for nothing.
      entries.put(position, new Entry(packet.withoutForms(), timers.nanoTime()));
      bytes += packet.size();
      Iterator<Entry> oldest = entries.values().iterator();
      while (entries.size() > maxPackets || bytes > maxBytes) {
        bytes -= oldest.next().packet().size();
        oldest.remove();
      }
      if (alarm == null) {
        armFor(timers.nanoTime());
      }
    } finally {
      lock.unlock();
    }
  }

  /** The event of a position; null if it is not kept any more. */
  @Nullable PacketGroup get(long position) {
    lock.lock();
    try {
      Entry entry = entries.get(position);
      return entry == null ? null : entry.packet().withoutForms();
    } finally {
      lock.unlock();
    }
  }

  /** How large the event of a position is; -1 if it is not kept any more. */
  long sizeOf(long position) {
    lock.lock();
    try {
      Entry entry = entries.get(position);
      return entry == null ? -1 : entry.packet().size();
    } finally {
      lock.unlock();
    }
  }

  /** Below this position nothing is kept, but for stragglers. */
  long start() {
    lock.lock();
    try {
      return entries.isEmpty() ? next : entries.keySet().iterator().next();
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return entries.size();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets everything, for good. */
  void close() {
    lock.lock();
    try {
      closed = true;
      entries.clear();
      bytes = 0;
      if (alarm != null) {
        alarm.cancel();
        alarm = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void armFor(long oldest) {
    long left = maxAgeNanos - (timers.nanoTime() - oldest);
    alarm = timers.schedule(Duration.ofNanos(Math.max(0, left)), this::removeOld);
  }

  private void removeOld() {
    lock.lock();
    try {
      alarm = null;
      long now = timers.nanoTime();
      Iterator<Entry> oldest = entries.values().iterator();
      while (oldest.hasNext()) {
        Entry entry = oldest.next();
        if (now - entry.nanos() < maxAgeNanos) {
          armFor(entry.nanos());
          return;
        }
        bytes -= entry.packet().size();
        oldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }
}
