package io.sockeye.concurrent;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Wake-ups of I/O threads that wait until whoever asks for them is done, so that each thread is
 * woken once. Shared between the thread that collects them and those that may run them earlier.
 */
public final class WakeUps {
  /** Those of what a thread does just now. */
  private static final ThreadLocal<@Nullable WakeUps> CURRENT = new ThreadLocal<>();

  private final Queue<Runnable> deferred = new ConcurrentLinkedQueue<>();

  /** Whether somebody will run what is deferred. */
  private volatile boolean deferring;

  WakeUps() {}

  /**
   * Wakes an I/O thread: at once, or if the calling thread does many things together, when it is
   * through with them, or blocked.
   *
   * @param wakeUp of several that are the same object, one is run
   */
  public static void defer(Runnable wakeUp) {
    WakeUps current = CURRENT.get();
    if (current == null || !current.deferring) {
      wakeUp.run();
    } else {
      current.add(wakeUp);
    }
  }

  private void add(Runnable wakeUp) {
    try {
      if (!deferred.contains(wakeUp)) {
        deferred.add(wakeUp);
      }
    } catch (OutOfMemoryError full) {
      wakeUp.run();
      return;
    }
    if (!deferring) {
      run(); // Whoever ended the deferring may have looked before.
    }
  }

  /** Runs a task whose wake-ups are collected here. */
  void collectFrom(Runnable task) {
    CURRENT.set(this);
    try {
      task.run();
    } finally {
      CURRENT.remove();
    }
  }

  /** Defers from now on; the caller sees to it that {@link #end} or {@link #run} follows soon. */
  void begin() {
    deferring = true;
  }

  /** Defers no more, and runs what was deferred. Any thread. */
  void end() {
    deferring = false;
    run();
  }

  /** Runs what was deferred. Any thread. */
  void run() {
    for (Runnable each = deferred.poll(); each != null; each = deferred.poll()) {
      Uncaught.run(each);
    }
  }
}
