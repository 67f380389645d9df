package io.sockeye.client.engine;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that the JDK's client works on when it was given none: a few daemons for all
 * connections of a network, which end when there was nothing to do for a while.
 *
 * <p>After {@link #shutdown} what still comes is run by whoever brings it: the JDK's client goes on
 * completing what it has failed, and must not lose any of it.
 */
final class IoThreads extends ThreadPoolExecutor {
  private static final int MIN = 2;
  private static final int MAX = 4;
  private static final long IDLE_SECONDS = 30;

  /** The number of the next thread; of all pools, so that no two have the same name. */
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private IoThreads(int threads) {
    super(
        threads,
        threads,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        IoThreads::newThread,
        (task, pool) -> task.run());
    allowCoreThreadTimeOut(true);
  }

  static IoThreads create() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new IoThreads(Math.max(MIN, Math.min(MAX, processors)));
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "sockeye-client-io-" + NEXT.getAndIncrement());
    thread.setDaemon(true);
    return thread;
  }
}
