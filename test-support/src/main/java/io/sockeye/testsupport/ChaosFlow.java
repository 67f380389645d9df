package io.sockeye.testsupport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One direction of a {@link ChaosConnection}; confined to the thread of the proxy. */
final class ChaosFlow {
  /** More is left to the sender's own buffers: what a network holds is bounded too. */
  private static final int MAX_HELD = 256 * 1024;

  private static final int MOST_AT_ONCE = 16 * 1024;

  /** Bytes on their way, and the time at which they may arrive; null bytes are the sender's FIN. */
  private record Parcel(long due, @Nullable ByteBuffer bytes) {}

  private final SocketChannel source;

  /** Where the bytes go; null for nowhere. */
  private final @Nullable SocketChannel sink;

  private final ChaosProxy.Tally tally;

  /** Oldest first. */
  private final Deque<Parcel> parcels = new ArrayDeque<>();

  private int held;
  private boolean sourceEnded;
  private boolean finished;
  private boolean holed;

  ChaosFlow(SocketChannel source, @Nullable SocketChannel sink, ChaosProxy.Tally tally) {
    this.source = source;
    this.sink = sink;
    this.tally = tally;
  }

  /** Whether something of this flow was swallowed, so that the rest of it makes no sense. */
  boolean isHoled() {
    return holed;
  }

  /** Whether the sender's FIN has been passed on. */
  boolean isFinished() {
    return finished;
  }

  boolean wantsToRead(ChaosFaults faults) {
    return !sourceEnded && !faults.stalled() && held < MAX_HELD;
  }

  boolean wantsToWrite(ChaosFaults faults, long now) {
    return sink != null && !faults.stalled() && waits() && untilDue(now) == 0;
  }

  /** The nanoseconds until there is something to write; {@code Long.MAX_VALUE} if nothing waits. */
  long untilDue(long now) {
    Parcel next = parcels.peek();
    return next == null ? Long.MAX_VALUE : Math.max(0, next.due() - now);
  }

  private boolean waits() {
    return !parcels.isEmpty();
  }

  void read(ChaosFaults faults, boolean swallowing, long now) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_AT_ONCE);
    int count = swallowing ? readOrLose(bytes) : source.read(bytes);
    if (count < 0) {
      sourceEnded = true;
    }
    if (swallowing || sink == null) {
      holed |= count != 0;
      tally.lost += Math.max(0, count);
    } else if (count < 0) {
      parcels.add(new Parcel(now + faults.delay().toNanos(), null));
    } else if (count > 0) {
      held += count;
      parcels.add(new Parcel(now + faults.delay().toNanos(), bytes.flip()));
    }
  }

  /** A reset is swallowed as well: the other side must not learn of it. */
  private int readOrLose(ByteBuffer bytes) {
    try {
      return source.read(bytes);
    } catch (IOException e) {
      return -1;
    }
  }

  /**
   * Writes what is due.
   *
   * @param most how many bytes may still pass
   * @return how many did
   */
  int write(ChaosFaults faults, long most, long now) throws IOException {
    if (sink == null || !wantsToWrite(faults, now)) {
      return 0;
    }
    ByteBuffer bytes = parcels.element().bytes();
    if (bytes == null) {
      parcels.remove();
      finished = true;
      sink.shutdownOutput();
      return 0;
    }
    int size = (int) Math.min(most, Math.min(faults.slice(), bytes.remaining()));
    int written = sink.write(bytes.slice(bytes.position(), size));
    bytes.position(bytes.position() + written);
    held -= written;
    tally.arrived += written;
    if (!bytes.hasRemaining()) {
      parcels.remove();
    }
    return written;
  }
}
