package io.sockeye.client.compat;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one callback of a manager and its sockets run at a time, whatever thread it comes on:
 * programs that were written for the official client, which has one thread for all callbacks, share
 * state among them without a lock.
 *
 * <p>A lock rather than a queue: who waits for it is a lane or a handler thread, where waiting is
 * allowed, and a queue would take from a slow listener the pressure that it puts on the server. A
 * callback that waits for another one of the same manager waits for ever, there as here.
 */
final class Turns {
  /** Fair: callbacks come in about the order in which they were due. */
  private final ReentrantLock turn = new ReentrantLock(true);

  /** Runs a callback when no other one runs. */
  void run(Runnable callback) {
    turn.lock();
    try {
      callback.run();
    } finally {
      turn.unlock();
    }
  }
}
