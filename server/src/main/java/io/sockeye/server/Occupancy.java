package io.sockeye.server;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts those who keep a namespace alive: its sockets, and the program if it asked for it by name.
 * Thread-safe.
 *
 * <p>Leaving and closing are one step: the last to leave closes it, and whoever comes after that is
 * turned away and must look for another. So a CONNECT that races with the end of a namespace either
 * keeps it alive or gets a new one; it never gets into one that is closed.
 *
 * <pre>
 *     OPEN (1 .. n) --the last one leaves--> CLOSED (0)
 * </pre>
 */
final class Occupancy {
  /** Whoever makes it is in. */
  private final AtomicInteger occupants = new AtomicInteger(1);

  private final boolean ofClient;

  /** Whether the program is in, which never leaves. */
  private final AtomicBoolean kept;

  private Occupancy(boolean ofClient) {
    this.ofClient = ofClient;
    this.kept = new AtomicBoolean(!ofClient);
  }

  /** Of a namespace that the program makes, and keeps. */
  static Occupancy ofProgram() {
    return new Occupancy(false);
  }

  /** Of a namespace that a client brings about, and is in. */
  static Occupancy ofClient() {
    return new Occupancy(true);
  }

  /** Whether a client brought it about. */
  boolean isOfClient() {
    return ofClient;
  }

  /** Keeps it alive until {@link #leave}; false if it is closed. */
  boolean enter() {
    return occupants.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
  }

  /** Keeps it alive for ever; false if it is closed. */
  boolean keep() {
    if (kept.get()) {
      return true;
    }
    if (!enter()) {
      return false;
    }
    if (!kept.compareAndSet(false, true)) {
      leave(); // Somebody else was faster, and counts for both.
    }
    return true;
  }

  /** Takes back one {@link #enter}, or the making; true if that closed it. */
  boolean leave() {
    return occupants.decrementAndGet() == 0;
  }
}
