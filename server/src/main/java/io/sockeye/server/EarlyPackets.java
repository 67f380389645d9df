package io.sockeye.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is emitted to a socket before it is connected: held back until it is, so that a client which
 * is refused sees none of it. Thread-safe.
 */
final class EarlyPackets {
  static final int MAX = 1_000;

  /** Null once there is nothing to wait for. Changed under the monitor. */
  private volatile @Nullable List<Runnable> held = new ArrayList<>(0);

  /** Whether there is something to wait for; asked first, for nearly always there is not. */
  boolean isHolding() {
    return held != null;
  }

  /**
   * Holds a packet back.
   *
   * @return false if the socket is connected, or never will be: there is nothing to wait for
   * @throws IllegalStateException if too many are held back
   */
  boolean hold(Runnable send) {
    synchronized (this) {
      List<Runnable> packets = held;
      if (packets == null) {
        return false;
      }
      if (packets.size() >= MAX) {
        throw new IllegalStateException(
            "expected at most %d packets before the socket is connected".formatted(MAX));
      }
      packets.add(send);
      return true;
    }
  }

  /** The socket is connected: sends what was held back, ahead of what is emitted from now on. */
  void release() {
    List<Runnable> batch = take();
    while (!batch.isEmpty()) {
      batch.forEach(Runnable::run);
      batch = take(); // Whoever emitted meanwhile had to wait behind these.
    }
  }

  private List<Runnable> take() {
    synchronized (this) {
      List<Runnable> packets = held;
      held = packets == null || packets.isEmpty() ? null : new ArrayList<>(0);
      return packets == null ? List.of() : packets;
    }
  }

  /** The socket was refused. */
  void drop() {
    synchronized (this) {
      held = null;
    }
  }
}
