package io.sockeye.client;

import io.sockeye.client.engine.JdkNetwork;
import io.sockeye.client.engine.Network;
import io.sockeye.concurrent.HandlerThreads;
import io.sockeye.concurrent.Timers;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that all managers of this JVM share: one for timers, a few for the network, those
 * that listeners run on. They are there while anybody holds on to them; after the last has released
 * them nothing is left.
 *
 * <p>A connection holds them from its first attempt to its end, and so does each alarm that is set;
 * a manager that is not connected holds nothing.
 */
final class ClientRuntime {
  /** Runs tasks on the shared threads; when nobody holds those, each on a thread of its own. */
  static final Executor HANDLERS = ClientRuntime::handle;

  /** Guards what follows; held for a few steps, and while threads are started. */
  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Null while nobody holds it. */
  private static @Nullable ClientRuntime current;

  private final Timers timers = Timers.create("sockeye-client-timers");
  private final HandlerThreads threads = HandlerThreads.create("sockeye-client-");

  /** Null until somebody needs it: managers may bring their own. */
  private @Nullable Network network;

  private int holders;

  private ClientRuntime() {}

  /**
   * Runs tasks on the program's threads, and those on ours that it does not take. For short tasks
   * that may run twice, such as to complete a future: an executor may fail and have run one.
   */
  static Executor withOursBehind(Executor theirs) {
    return task -> {
      try {
        theirs.execute(task);
      } catch (Throwable refused) {
        HANDLERS.execute(task);
      }
    };
  }

  /** Holds on to the one runtime, to be {@linkplain #release released} once. */
  static ClientRuntime hold() {
    LOCK.lock();
    try {
      ClientRuntime runtime = current;
      if (runtime == null) {
        runtime = new ClientRuntime();
        current = runtime;
      }
      runtime.holders++;
      return runtime;
    } finally {
      LOCK.unlock();
    }
  }

  /** Lets go of it; whoever is the last ends its threads. */
  void release() {
    Network unused;
    LOCK.lock();
    try {
      holders--;
      if (holders > 0) {
        return;
      }
      current = null;
      unused = network;
    } finally {
      LOCK.unlock();
    }
    if (unused != null) {
      unused.close();
    }
    timers.close();
    threads.close();
  }

  /** The timers, while it is held. */
  Timers timers() {
    return timers;
  }

  /** The network of those who bring none of their own, while it is held. */
  Network network() {
    LOCK.lock();
    try {
      Network present = network;
      if (present == null) {
        present = JdkNetwork.create();
        network = present;
      }
      return present;
    } finally {
      LOCK.unlock();
    }
  }

  /** How many hold on to it; for tests. */
  static int holders() {
    LOCK.lock();
    try {
      return current == null ? 0 : current.holders;
    } finally {
      LOCK.unlock();
    }
  }

  private static void handle(Runnable task) {
    HandlerThreads shared;
    LOCK.lock();
    try {
      shared = current == null ? null : current.threads;
    } finally {
      LOCK.unlock();
    }
    if (shared != null) {
      try {
        shared.execute(task);
        return;
      } catch (RejectedExecutionException endedMeanwhile) {
        // As if it had ended before.
      }
    }
    Thread thread = new Thread(task, "sockeye-client-last");
    thread.setDaemon(true);
    thread.start();
  }
}
