package io.sockeye.concurrent;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs one task at a time, in order.
 *
 * <p>State that is touched only by the tasks of one such executor needs no lock: what one task
 * wrote the next one sees, whatever threads they run on. Two kinds differ in who runs the tasks.
 *
 * <ul>
 *   <li>A <em>{@linkplain #mailbox mailbox}</em> is drained by whoever finds it idle. Its tasks are
 *       short and never block, so handing them to another thread would cost more than running them.
 *   <li>A <em>{@linkplain #lane lane}</em> is drained on another executor, always. Its tasks are
 *       foreign and may block.
 * </ul>
 *
 * <p>The order is first in, first out for each producer, and a task that is executed from inside
 * runs after the current one, never within it. One turn of draining is bounded by {@value
 * #DRAIN_LIMIT} tasks; the rest moves on to the overflow executor of a mailbox, or to the end of
 * the queue of a lane's executor, so that no thread is held by other people's traffic.
 *
 * <pre>
 *            execute (mailbox)                       IDLE       nobody drains, the queue is empty
 *     IDLE ---------------------> RUNNING            SCHEDULED  a drain was handed to an executor
 *      | ^                        ^  |  |            RUNNING    a thread drains
 *      | |     queue is empty     |  |  |
 *      | +------------------------|--+  |
 *      | execute (lane)           |     | limit reached
 *      +---------> SCHEDULED -----+     |
 *                      ^     drain      |
 *                      +----------------+
 * </pre>
 *
 * <p>A task that throws stops nothing but itself: what it threw goes to the uncaught exception
 * handler of the thread. When the executor underneath refuses a drain (or fails in any other way to
 * take it), no task is lost and none runs on the thread that happened to execute it: the drain is
 * offered again by a daemon thread that all serial executors share, with growing pauses of up to a
 * second; once the executor underneath was shut down for good, a few daemon threads of our own run
 * what is left. Only an executor that takes a drain and then drops it, as {@code shutdownNow} does,
 * stops the tasks, for nobody is told.
 */
public final class SerialExecutor implements Executor {
  /** How many tasks run in one turn before the rest moves on. */
  static final int DRAIN_LIMIT = 64;

  private static final int IDLE = 0;
  private static final int SCHEDULED = 1;
  private static final int RUNNING = 2;

  /** A field rather than an atomic object: there are two of these for each client. */
  private static final VarHandle STATE = Fields.of(MethodHandles.lookup(), "state", int.class);

  /** Where a mailbox sends what is left after a turn, or a lane every turn. */
  private final Executor elsewhere;

  /** Whether whoever finds this idle drains it. */
  private final boolean inCaller;

  @SuppressWarnings("UnusedVariable") // by STATE
  private volatile int state = IDLE;

  /** Whoever drains takes out. */
  private final MpscQueue<Runnable> queue = new MpscQueue<>();

  /** One object for all turns; made early, for whoever schedules one must not fail. */
  private final Runnable scheduledTurn = this::runScheduledTurn;

  /**
   * The thread that drains; null while none does. A plain field is exact for the one question that
   * is asked of it: a thread that is not draining has itself written null here after it wrote
   * itself, or never wrote itself at all, so it can never read itself.
   */
  private @Nullable Thread current;

  private SerialExecutor(Executor elsewhere, boolean inCaller) {
    this.elsewhere = elsewhere;
    this.inCaller = inCaller;
  }

  /**
   * An executor that the thread which finds it idle drains: without contention, {@link #execute}
   * runs the task before it returns.
   *
   * @param overflow takes over when one thread has run its share
   */
  public static SerialExecutor mailbox(Executor overflow) {
    return new SerialExecutor(overflow, true);
  }

  /**
   * An executor that is drained on another one, with one drain scheduled at a time: a burst of
   * tasks costs one hand-over.
   *
   * @param handlers runs the tasks; may be {@code Runnable::run} for tasks that never block
   */
  public static SerialExecutor lane(Executor handlers) {
    return new SerialExecutor(handlers, false);
  }

  @Override
  public void execute(Runnable task) {
    Objects.requireNonNull(task, "task");
    if (executeIfIdle(task)) {
      return;
    }
    queue.add(task);
    // The drainer may have looked at the queue for the last time before our task was there.
    if (inCaller) {
      if (change(IDLE, RUNNING)) {
        drain(DRAIN_LIMIT);
      }
    } else if (change(IDLE, SCHEDULED)) {
      schedule();
    }
  }

  /**
   * Executes a task if this is a mailbox that nobody drains; for who would like to know whether
   * others are at it.
   *
   * @return false if nothing was done
   */
  public boolean executeIfIdle(Runnable task) {
    if (!inCaller || !change(IDLE, RUNNING)) {
      return false;
    }
    runInCaller(task);
    return true;
  }

  /** Whether the calling thread is running a task of this executor. */
  public boolean isCurrent() {
    return current == Thread.currentThread();
  }

  /** Whether no task runs and none waits. A snapshot. */
  public boolean isIdle() {
    return state == IDLE;
  }

  /** How many tasks wait, without the one that runs. A snapshot, for back-pressure. */
  public int size() {
    return queue.size();
  }

  private boolean change(int from, int to) {
    return STATE.compareAndSet(this, from, to);
  }

  /** The state is RUNNING and ours. */
  private void runInCaller(Runnable task) {
    if (!queue.isEmpty()) {
      // Others' tasks came in while nobody drained, or our own of a moment ago: they are first.
      try {
        queue.add(task);
      } finally {
        drain(DRAIN_LIMIT);
      }
      return;
    }
    current = Thread.currentThread();
    Uncaught.run(task);
    drain(DRAIN_LIMIT - 1);
  }

  private void runScheduledTurn() {
    // An executor may fail to take a turn and run it all the same; whoever comes second stops here.
    if (change(SCHEDULED, RUNNING)) {
      drain(DRAIN_LIMIT);
    }
  }

  /** Runs up to so many tasks and gives the state away. The state is RUNNING and ours. */
  private void drain(int limit) {
    int left = limit;
    do {
      current = Thread.currentThread();
      while (left > 0) {
        Runnable task = queue.poll();
        if (task == null) {
          break;
        }
        left--;
        Uncaught.run(task);
      }
      current = null;
      if (left == 0 && !queue.isEmpty()) {
        state = SCHEDULED;
        schedule();
        return;
      }
      state = IDLE;
      // A task that came in since the queue was empty found us RUNNING and relies on this look.
    } while (queue.hasNew() && change(IDLE, RUNNING));
  }

  /** The state is SCHEDULED by us. */
  private void schedule() {
    try {
      elsewhere.execute(scheduledTurn);
    } catch (Throwable refused) {
      retry();
    }
  }

  private void retry() {
    try {
      RefusedTurns.retry(elsewhere, scheduledTurn);
    } catch (OutOfMemoryError noMemory) {
      change(SCHEDULED, IDLE); // What waits goes with the next task.
      throw noMemory;
    }
  }
}
