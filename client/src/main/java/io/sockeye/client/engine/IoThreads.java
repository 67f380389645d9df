package io.sockeye.client.engine;

import io.sockeye.concurrent.ElasticPool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that the JDK's client works on when it was given none: a few daemons for all
 * connections of a network, which end when there was nothing to do for a while.
 *
 * <p>They are more while all of the few are blocked, as by names that the system takes its time to
 * resolve: the JDK's client does that on them, and the sessions that are open must not wait for it.
 *
 * <p>After {@link #shutdown} what still comes is run by whoever brings it: the JDK's client goes on
 * completing what it has failed, and must not lose any of it.
 */
final class IoThreads extends ElasticPool {
  private static final int FEW = 2;
  private static final int MAX = 64;

  /** The number of the next thread; of all pools, so that no two have the same name. */
  private static final AtomicInteger NEXT = new AtomicInteger(1);

  private IoThreads() {
    super(FEW, MAX, IoThreads::newThread, (task, pool) -> task.run());
  }

  static IoThreads create() {
    return new IoThreads();
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "sockeye-client-io-" + NEXT.getAndIncrement());
    thread.setDaemon(true);
    return thread;
  }
}
