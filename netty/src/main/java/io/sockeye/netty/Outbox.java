package io.sockeye.netty;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.sockeye.concurrent.MpscQueue;
import io.sockeye.concurrent.WakeUps;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What other threads want written by the connections of one event loop, in order. However much it
 * is, it is one task of the loop, which is woken once; and that when those who write are through
 * with what they do together ({@link WakeUps}).
 */
final class Outbox implements Runnable {
  private static final FastThreadLocal<@Nullable Outbox> OF_THREAD = new FastThreadLocal<>();

  /** How much is written before the loop looks at its sockets again. */
  private static final int WRITES_PER_TURN = 1024;

  private static final long RETRY_MILLIS = 10;

  private final EventExecutor loop;
  private final MpscQueue<Runnable> writes = new MpscQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final Runnable wakeUp = this::schedule;

  private Outbox(EventExecutor loop) {
    this.loop = loop;
  }

  /** That of the event loop on which this is called. */
  static Outbox of(EventExecutor loop) {
    Outbox outbox = OF_THREAD.get();
    if (outbox == null || outbox.loop != loop) {
      outbox = new Outbox(loop);
      OF_THREAD.set(outbox);
    }
    return outbox;
  }

  boolean isOnEventLoop() {
    return loop.inEventLoop();
  }

  /**
   * Lets the event loop do this; never, if it has ended, and its connections with it. Any thread.
   */
  void add(Runnable write) {
    writes.add(write);
    if (!scheduled.get()) {
      WakeUps.defer(wakeUp);
    }
  }

  private void schedule() {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      handOver();
    }
  }

  /** Scheduled is true, and stays so until the event loop has taken it. */
  private void handOver() {
    try {
      loop.execute(this);
    } catch (Throwable refused) {
      if (!loop.isShuttingDown()) { // Or else its connections end with it.
        handOverLater();
      }
    }
  }

  /** The event loop takes no task for the moment: its queue has a bound, and is full. */
  @SuppressWarnings("FutureReturnValueIgnored") // it reports itself what it throws
  private void handOverLater() {
    try {
      GlobalEventExecutor.INSTANCE.schedule(this::handOver, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (Throwable noMemory) {
      scheduled.set(false); // Whoever adds next tries again.
    }
  }

  @Override
  public void run() {
    scheduled.set(false);
    try {
      for (int i = 0; i < WRITES_PER_TURN; i++) {
        Runnable write = writes.poll();
        if (write == null) {
          return;
        }
        write.run();
      }
    } finally {
      if (!writes.isEmpty()) {
        schedule();
      }
    }
  }
}
