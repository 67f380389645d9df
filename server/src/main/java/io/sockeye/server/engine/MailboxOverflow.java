package io.sockeye.server.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that goes on with mailboxes which are busier than the thread that found them may be
 * held. One is enough for what never blocks; it is there only while it is needed.
 *
 * <p>It must not be a thread that code of the application runs on: those may all be blocked, and a
 * heartbeat would wait behind them.
 */
final class MailboxOverflow {
  private MailboxOverflow() {}

  /** What waits in it is bounded: each mailbox hands over one turn at a time. */
  static Executor create() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "sockeye-mailbox");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
