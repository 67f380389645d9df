package io.sockeye.server;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what all connections together hold for packets whose attachments are missing: each may
 * hold what one packet needs, but not all of them at once. Shared on purpose; the total may be out
 * of date by what other threads are just adding.
 */
final class ReassemblyBudget {
  private final long max;
  private final Map<AwaitedAttachments, Long> held = new ConcurrentHashMap<>();
  private final AtomicLong total = new AtomicLong();

  ReassemblyBudget(long max) {
    this.max = max;
  }

  /**
   * So many bytes of a packet are held now. The connection that holds most is closed if that is too
   * much.
   */
  void hold(AwaitedAttachments packet, long bytes) {
    Long before = held.put(packet, bytes);
    long now = total.addAndGet(bytes - (before == null ? 0 : before));
    if (now > max) {
      held.entrySet().stream()
          .max(Comparator.comparingLong(Map.Entry::getValue))
          .map(Map.Entry::getKey)
          .ifPresent(
              largest -> {
                release(largest);
                largest.onBudgetExceeded();
              });
    }
  }

  /** Nothing of a packet is held any more. */
  void release(AwaitedAttachments packet) {
    Long before = held.remove(packet);
    if (before != null) {
      total.addAndGet(-before);
    }
  }

  /** The bytes that are held. */
  long total() {
    return total.get();
  }
}
