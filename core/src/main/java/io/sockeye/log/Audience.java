package io.sockeye.log;

import io.sockeye.concurrent.Fatal;
import io.sockeye.concurrent.Timers;
import io.sockeye.concurrent.Uncaught;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;

/**
 * Observers that are told the same, whose code is not ours: whatever one of them throws, the others
 * are told, and whoever tells them goes on, for that may be a mailbox halfway through its work. So
 * an Error is written to the log like an exception, but for what is {@linkplain Fatal#isFatal
 * fatal}: that goes to the thread's uncaught exception handler, and does not come back either. What
 * is written is limited, for strangers may have a say in how often an observer is told.
 *
 * @param <O> an observer
 */
public final class Audience<O> {
  private final LimitedLog log;
  private final List<O> observers;

  /**
   * An audience.
   *
   * @param timers tell how often that was
   * @param log is told what they throw
   * @param observers in the order in which they are told
   */
  public Audience(Timers timers, Logger log, List<? extends O> observers) {
    this.log = new LimitedLog(timers, log);
    this.observers = List.copyOf(observers);
  }

  /** All of them. */
  public List<O> observers() {
    return observers;
  }

  /** Tells each of them. */
  public void tell(Consumer<? super O> call) {
    for (O each : observers) {
      try {
        call.accept(each);
      } catch (Throwable thrown) {
        onFailed(thrown);
      }
    }
  }

  private void onFailed(Throwable thrown) {
    if (Fatal.isFatal(thrown)) {
      Uncaught.report(thrown); // Writing to a log may need what is not there.
    } else {
      log.error("observerFailed", () -> "an observer failed", thrown);
    }
  }
}
