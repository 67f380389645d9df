package io.sockeye.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Offers the turns of serial executors again that the executor underneath refused.
 *
 * <p>A refusal is either pressure, which passes, or the end of that executor, which does not: then
 * the turn runs on a few threads of our own. All threads here are daemons and end when idle.
 */
final class RefusedTurns {
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final int RESCUE_THREADS = 4;

  private static final ScheduledThreadPoolExecutor RETRY =
      new ScheduledThreadPoolExecutor(1, threads("sockeye-retry"));

  private static final ThreadPoolExecutor RESCUE =
      new ThreadPoolExecutor(
          RESCUE_THREADS,
          RESCUE_THREADS,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          threads("sockeye-rescue"));

  static {
    RETRY.setKeepAliveTime(1, TimeUnit.SECONDS);
    RETRY.allowCoreThreadTimeOut(true);
    RESCUE.allowCoreThreadTimeOut(true);
  }

  private RefusedTurns() {}

  /** Offers a turn again, as often as it takes. */
  static void retry(Executor executor, Runnable turn) {
    retry(executor, turn, FIRST_PAUSE_MILLIS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the task reports what it throws
  private static void retry(Executor executor, Runnable turn, long pauseMillis) {
    RETRY.schedule(
        () -> Uncaught.run(() -> offer(executor, turn, pauseMillis)),
        pauseMillis,
        TimeUnit.MILLISECONDS);
  }

  private static void offer(Executor executor, Runnable turn, long pauseMillis) {
    if (executor instanceof ExecutorService service && service.isShutdown()) {
      RESCUE.execute(turn);
      return;
    }
    try {
      executor.execute(turn);
    } catch (Throwable refused) {
      retry(executor, turn, Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS));
    }
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
