package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.PacketGroup;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what waits for all clients of a server together: each may be slow, but not all of them at
 * once. Shared between all threads on purpose.
 *
 * <p>What is counted is the memory that slow clients hold. A message of a broadcast counts once
 * however many it waits for, or a large one to many quick clients would look like the end of the
 * heap. Sessions below their low mark do not take part and touch nothing here: the total may be too
 * low by {@link EngineOptions.Builder#outboundLowWaterMark} for each session. It may be too high by
 * what clients have taken since something was sent to them last; that is settled before one is
 * closed.
 */
final class OutboundBudget {
  /**
   * What a message takes of the heap beside its bytes, about: the objects around it, and the end of
   * an array that was to be long enough. Without it a heap would be full of small messages long
   * before their bytes are many.
   */
  static final int OVERHEAD = 600;

  private final long max;
  private final Executor closer;
  private final AtomicLong total = new AtomicLong();
  private final Set<OutboundWatch> watches = ConcurrentHashMap.newKeySet();

  /** Whether somebody is about to be closed: one at a time, and then it is counted again. */
  private final AtomicBoolean closing = new AtomicBoolean();

  /**
   * A budget of so many bytes.
   *
   * @param closer runs what looks for the session to be closed, so that no sender has to
   */
  OutboundBudget(long max, Executor closer) {
    this.max = max;
    this.closer = closer;
  }

  void enter(OutboundWatch watch) {
    watches.add(watch);
  }

  void leave(OutboundWatch watch) {
    watches.remove(watch);
  }

  /** A message waits for one session more. */
  void hold(PacketGroup group) {
    if (group.addHolder() && total.addAndGet(cost(group)) > max) {
      closeLargest();
    }
  }

  /** A message waits for one session less. */
  void release(PacketGroup group) {
    if (group.removeHolder()) {
      total.addAndGet(-cost(group));
    }
  }

  private static long cost(PacketGroup group) {
    return (long) group.size() + OVERHEAD;
  }

  /** The bytes that are held, with what they take beside. */
  long total() {
    return total.get();
  }

  long max() {
    return max;
  }

  boolean isExceeded() {
    return total.get() > max;
  }

  private void closeLargest() {
    if (closing.compareAndSet(false, true)) {
      try {
        closer.execute(this::chooseLargest);
      } catch (Throwable refused) { // There may be no memory for a thread; the next message tries.
        closing.set(false);
      }
    }
  }

  private void chooseLargest() {
    watches.stream()
        .max(Comparator.comparingLong(OutboundWatch::cost))
        .ifPresentOrElse(OutboundWatch::onChosen, this::onSettled);
  }

  /** Whoever was chosen is closed, or holds less than it was thought to. */
  void onSettled() {
    closing.set(false);
    if (isExceeded() && !watches.isEmpty()) {
      closeLargest();
    }
  }
}
