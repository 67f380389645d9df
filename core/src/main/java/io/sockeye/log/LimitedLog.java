package io.sockeye.log;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * Writes no more lines of a kind in a time than somebody will read, and adds to the next one how
 * many were withheld: ten errors and ten lines for those who debug a second, one warning a minute.
 * A kind is a word of ours that strangers have no say in, and belongs to one level. Thread-safe.
 */
public final class LimitedLog {
  private static final int LINES_PER_SECOND = 10;

  private final Timers timers;
  private final Logger log;

  /** By kind of line. */
  private final Map<String, LogLimiter> limiters = new ConcurrentHashMap<>();

  /** Writes to a logger. */
  public LimitedLog(Timers timers, Logger log) {
    this.timers = timers;
    this.log = log;
  }

  /** What the program did wrong, with its stack trace. */
  public void error(String kind, String text, Throwable failure) {
    limiter(kind, LINES_PER_SECOND, Duration.ofSeconds(1))
        .pass()
        .ifPresent(withheld -> log.error(text + suffix(withheld), failure));
  }

  /** A warning a minute; false if this is not the one. */
  public boolean warn(String kind, String text) {
    OptionalInt withheld = limiter(kind, 1, Duration.ofMinutes(1)).pass();
    withheld.ifPresent(others -> log.warn(text + suffix(others)));
    return withheld.isPresent();
  }

  /** For those who debug; the text is made for nobody else. */
  public void debug(String kind, Supplier<String> text) {
    if (log.isDebugEnabled()) {
      limiter(kind, LINES_PER_SECOND, Duration.ofSeconds(1))
          .pass()
          .ifPresent(withheld -> log.debug(text.get() + suffix(withheld)));
    }
  }

  private LogLimiter limiter(String kind, int max, Duration window) {
    return limiters.computeIfAbsent(kind, each -> new LogLimiter(timers, max, window));
  }

  private static String suffix(int withheld) {
    return withheld == 0 ? "" : " (and " + withheld + " more that were not logged)";
  }
}
