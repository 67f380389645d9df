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
  private final Map<Client, Long> held = new ConcurrentHashMap<>();
  private final AtomicLong total = new AtomicLong();

  ReassemblyBudget(long max) {
    this.max = max;
  }

  /**
   * A connection holds so many bytes now. The one that holds most is closed if that is too much.
   */
  void hold(Client client, long bytes) {
    Long before = held.put(client, bytes);
    long now = total.addAndGet(bytes - (before == null ? 0 : before));
    if (now > max) {
      held.entrySet().stream()
          .max(Comparator.comparingLong(Map.Entry::getValue))
          .map(Map.Entry::getKey)
          .ifPresent(
              largest -> {
                release(largest);
                largest.onReassemblyBudgetExceeded();
              });
    }
  }

  /** A connection holds nothing any more. */
  void release(Client client) {
    Long before = held.remove(client);
    if (before != null) {
      total.addAndGet(-before);
    }
  }

  /** The bytes that are held. */
  long total() {
    return total.get();
  }
}
