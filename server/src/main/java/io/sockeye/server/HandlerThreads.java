package io.sockeye.server;

import io.sockeye.concurrent.TurnBatch;
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
final class HandlerThreads implements Executor {
  private static final String NAME = "sockeye-handler-";
  private static final int POOL_SIZE = 256;
  private static final int FEW_PER_PROCESSOR = 4;

  private final ExecutorService threads;
  private final boolean virtual;

  private HandlerThreads(ExecutorService threads, boolean virtual) {
    this.threads = threads;
    this.virtual = virtual;
  }

  static HandlerThreads create() {
    try {
      return new HandlerThreads(virtualThreads(), true);
    } catch (ReflectiveOperationException e) {
      return pooled(POOL_SIZE); // Java 17 to 20.
    }
  }

  /** A pool of at most so many threads. */
  static HandlerThreads pooled(int max) {
    AtomicInteger count = new AtomicInteger();
    int few = Math.min(max, FEW_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
    return new HandlerThreads(
        new ElasticPool(few, max, task -> daemon(task, NAME + count.getAndIncrement())), false);
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
  void close() {
    threads.shutdown();
  }

  /** Takes no more tasks and interrupts those that run; those that wait still run. */
  void closeAndInterrupt() {
    List<Runnable> waiting = threads.shutdownNow();
    if (!waiting.isEmpty()) {
      daemon(() -> waiting.forEach(Runnable::run), NAME + "last").start();
    }
  }

  /** What {@code Executors.newThreadPerTaskExecutor} makes; we compile for Java 17. */
  private static ExecutorService virtualThreads() throws ReflectiveOperationException {
    Class<?> builderType = Class.forName("java.lang.Thread$Builder");
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Object named =
        builderType.getMethod("name", String.class, long.class).invoke(builder, NAME, 0L);
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
