package io.sockeye.server.cluster;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The other servers that were heard of, and when; bounded, the one that was silent for longest
 * gives way. Thread-safe.
 */
final class Peers {
  /** Far more than a cluster has; names that somebody makes up cost no more than this. */
  static final int MAX = 1_000;

  private final Timers timers;

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  /** When each was heard last, in nanoseconds; the one that was silent for longest first. */
  private final Map<String, Long> heard = new LinkedHashMap<>(16, 0.75f, true);

  Peers(Timers timers) {
    this.timers = timers;
  }

  /**
   * A server was heard.
   *
   * @return the one that gave way to it; null if there is room
   */
  @Nullable String heard(String nodeId) {
    lock.lock();
    try {
      heard.put(nodeId, timers.nanoTime());
      return heard.size() > MAX ? removeFirst() : null;
    } finally {
      lock.unlock();
    }
  }

  private String removeFirst() {
    String first = heard.keySet().iterator().next();
    heard.remove(first);
    return first;
  }

  /** A server has left; false if it was not known. */
  boolean remove(String nodeId) {
    lock.lock();
    try {
      return heard.remove(nodeId) != null;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets those that were silent for so long; gives them. */
  List<String> removeSilent(Duration timeout) {
    lock.lock();
    try {
      long since = timers.nanoTime() - timeout.toNanos();
      List<String> silent = new ArrayList<>();
      while (!heard.isEmpty() && heard.values().iterator().next() - since <= 0) {
        silent.add(removeFirst());
      }
      return silent;
    } finally {
      lock.unlock();
    }
  }

  /** All others than these have gone. */
  void retain(Set<String> present) {
    lock.lock();
    try {
      heard.keySet().retainAll(present);
    } finally {
      lock.unlock();
    }
  }

  /** Those that are known; a copy. */
  Set<String> all() {
    lock.lock();
    try {
      return Set.copyOf(heard.keySet());
    } finally {
      lock.unlock();
    }
  }
}
