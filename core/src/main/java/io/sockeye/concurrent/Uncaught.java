package io.sockeye.concurrent;

/** Runs foreign tasks so that one that throws stops nothing but itself. */
public final class Uncaught {
  private Uncaught() {}

  /** Runs a task; what it throws goes to the thread's uncaught exception handler. */
  public static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  /** Tells the thread's uncaught exception handler. */
  public static void report(Throwable thrown) {
    Thread thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    } catch (Throwable ignored) {
      // As the virtual machine does when a handler throws.
    }
  }
}
