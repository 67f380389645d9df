package io.sockeye.server;

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
 *     OPEN (1 .. n, the program, or both) --the last one leaves--> CLOSED (0)
 * </pre>
 */
final class Occupancy {
  /** Stands for the program, however often it asks; the bits below it count all others. */
  private static final int PROGRAM = 1 << 30;

  private final AtomicInteger occupants;

  private final boolean ofClient;

  private Occupancy(int first, boolean ofClient) {
    this.occupants = new AtomicInteger(first);
    this.ofClient = ofClient;
  }

  /** Of a namespace that the program makes, and keeps. */
  static Occupancy ofProgram() {
    return new Occupancy(PROGRAM, false);
  }

  /** Of a namespace that a client brings about, and is in. */
  static Occupancy ofClient() {
    return new Occupancy(1, true);
  }

  /** Whether a client brought it about. */
  boolean isOfClient() {
    return ofClient;
  }

  /** Keeps it alive until {@link #leave}; false if it is closed. */
  boolean enter() {
    return occupants.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
  }

  /** The program keeps it alive; false if it is closed. */
  boolean keep() {
    return (occupants.get() & PROGRAM) != 0
        || occupants.getAndUpdate(n -> n == 0 ? 0 : n | PROGRAM) != 0;
  }

  /** The program keeps it no longer, for it never comes to be; true if that closed it. */
  boolean letGo() {
    return occupants.getAndUpdate(n -> n & ~PROGRAM) == PROGRAM;
  }

  /** Takes back one {@link #enter}, or the making by a client; true if that closed it. */
  boolean leave() {
    return occupants.decrementAndGet() == 0;
  }
}
