package io.sockeye.concurrent;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that listeners run on if the application brings none: virtual ones where the JVM has
 * them, or else a pool of daemon threads that grows while all of them are blocked.
 *
 * <p>What waits for a thread is bounded by the number of sockets: a lane hands over one turn at a
 * time.
 */
public final class HandlerThreads implements Executor {
  private static final int POOL_SIZE = 256;
  private static final int FEW_PER_PROCESSOR = 4;

  private final String prefix;
  private final ExecutorService threads;
  private final boolean virtual;

  private HandlerThreads(String prefix, ExecutorService threads, boolean virtual) {
    this.prefix = prefix;
    this.threads = threads;
    this.virtual = virtual;
  }

  /**
   * Threads of which none is started before there is a task.
   *
   * @param prefix of the names of all threads; a number follows
   */
  public static HandlerThreads create(String prefix) {
    try {
      return new HandlerThreads(prefix, virtualThreads(prefix), true);
    } catch (ReflectiveOperationException e) {
      return pooled(prefix, POOL_SIZE); // Java 17 to 20.
    }
  }

  /** A pool of at most so many threads. */
  static HandlerThreads pooled(String prefix, int max) {
    AtomicInteger count = new AtomicInteger();
    int few = Math.min(max, FEW_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
    return new HandlerThreads(
        prefix,
        new ElasticPool(few, max, task -> daemon(task, prefix + count.getAndIncrement())),
        false);
  }

  @Override
  public void execute(Runnable task) {
    if (virtual) {
      TurnBatch.execute(task, threads);
    } else {
      threads.execute(task);
    }
  }

  /** Takes no more tasks; those that wait still run. */
  public void close() {
    threads.shutdown();
  }

  /** Takes no more tasks and interrupts those that run; those that wait still run. */
  public void closeAndInterrupt() {
    List<Runnable> waiting = threads.shutdownNow();
    if (!waiting.isEmpty()) {
      daemon(() -> waiting.forEach(Runnable::run), prefix + "last").start();
    }
  }

  /** What {@code Executors.newThreadPerTaskExecutor} makes; we compile for Java 17. */
  private static ExecutorService virtualThreads(String prefix) throws ReflectiveOperationException {
    Class<?> builderType = Class.forName("java.lang.Thread$Builder");
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Object named =
        builderType.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
    Object factory = builderType.getMethod("factory").invoke(named);
    return (ExecutorService)
        Executors.class
            .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
            .invoke(null, factory);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
