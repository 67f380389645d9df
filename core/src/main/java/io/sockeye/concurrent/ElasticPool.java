package io.sockeye.concurrent;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A pool for tasks that mostly compute and sometimes block, on a JVM without virtual threads.
 *
 * <p>A few threads for each processor are best for tasks that compute, and far too few for tasks
 * that block. So it has a few, and a watcher: where tasks wait, and none has begun since the last
 * look, and no thread runs, twice in a row, all must be blocked, and it doubles their number, up to
 * a bound. (A thread that is blocked in native code looks as if it ran; so after more looks without
 * a task begun it does so too.) Threads beyond the few end when they have been idle for a while.
 *
 * <p>The usual alternative, to start a thread whenever none is idle, has all its threads as soon as
 * there is load, whether they are of use or not.
 */
public class ElasticPool extends ThreadPoolExecutor {
  private static final long LOOK_NANOS = Duration.ofMillis(10).toNanos();
  private static final int BLOCKED_LOOKS = 2;
  private static final int LOOKS_IN_VAIN = 20;
  private static final long IDLE_SECONDS = 30;

  private final int few;
  private final int max;
  private final Thread watcher;
  private final AtomicBoolean watcherStarted = new AtomicBoolean();
  private final AtomicBoolean watching = new AtomicBoolean();

  /**
   * Whether the watcher has nothing to watch any more. The pool itself says so a moment after it
   * called {@link #terminated}, too late for the watcher that is woken there.
   */
  private volatile boolean over;

  /** Tasks that have begun. */
  private final LongAdder begun = new LongAdder();

  /** The threads that have run a task and are alive. */
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** A pool that refuses tasks once it is shut down. */
  ElasticPool(int few, int max, ThreadFactory factory) {
    this(few, max, factory, new AbortPolicy());
  }

  /**
   * A pool.
   *
   * @param few how many threads there are while tasks compute
   * @param max how many there may be while tasks are blocked
   * @param factory makes the threads, and one more that watches them
   * @param late what becomes of a task that comes when the pool was shut down
   */
  @SuppressWarnings("this-escape") // the factory's thread is not started before there is a task
  public ElasticPool(int few, int max, ThreadFactory factory, RejectedExecutionHandler late) {
    super(few, max, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory, late);
    this.few = few;
    this.max = max;
    this.watcher = factory.newThread(this::watch);
    allowCoreThreadTimeOut(true);
  }

  @Override
  public final void execute(Runnable task) {
    super.execute(task);
    if (!getQueue().isEmpty() && !watching.get() && watching.compareAndSet(false, true)) {
      if (watcherStarted.compareAndSet(false, true)) {
        watcher.start();
      } else {
        LockSupport.unpark(watcher);
      }
    }
  }

  @Override
  protected final void beforeExecute(Thread thread, Runnable task) {
    begun.increment();
    threads.add(thread);
  }

  @Override
  protected final void terminated() {
    over = true;
    LockSupport.unpark(watcher);
  }

  private void watch() {
    while (!over) {
      if (watching.get()) {
        watchQueue();
      } else {
        LockSupport.park(this);
      }
    }
  }

  /** Looks after the tasks that wait, until there are none. */
  private void watchQueue() {
    int blockedLooks = 0;
    int looksInVain = 0;
    while (!getQueue().isEmpty() && !over) {
      long before = begun.sum();
      LockSupport.parkNanos(this, LOOK_NANOS);
      boolean inVain = begun.sum() == before;
      blockedLooks = inVain && noThreadRuns() ? blockedLooks + 1 : 0;
      looksInVain = inVain ? looksInVain + 1 : 0;
      if (blockedLooks == BLOCKED_LOOKS || looksInVain == LOOKS_IN_VAIN) {
        blockedLooks = 0;
        looksInVain = 0;
        setCorePoolSize(Math.min(max, getPoolSize() * 2));
      }
    }
    setCorePoolSize(few); // Those beyond have threads already, and may keep them for now.
    watching.set(false);
    // A task that came in since the queue was empty may have found us watching.
    if (!getQueue().isEmpty()) {
      watching.set(true);
    }
  }

  private boolean noThreadRuns() {
    threads.removeIf(thread -> !thread.isAlive());
    return threads.stream().noneMatch(thread -> thread.getState() == Thread.State.RUNNABLE);
  }
}
