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
 * The text of a line that is withheld is never made. A kind is a word of ours that strangers have
 * no say in. Thread-safe.
 */
public final class LimitedLog {
  private static final int LINES_PER_SECOND = 10;

  private final Timers timers;
  private final Logger log;

  /** By kind of line. */
  private final Map<String, LogLimiter> errors = new ConcurrentHashMap<>();

  /** As {@link #errors}. */
  private final Map<String, LogLimiter> warnings = new ConcurrentHashMap<>();

  /** As {@link #errors}. */
  private final Map<String, LogLimiter> details = new ConcurrentHashMap<>();

  /** Writes to a logger. */
  public LimitedLog(Timers timers, Logger log) {
    this.timers = timers;
    this.log = log;
  }

  /** What the program did wrong, with its stack trace. */
  public void error(String kind, Supplier<String> text, Throwable failure) {
    tenASecond(errors, kind).ifPresent(others -> log.error(text.get() + suffix(others), failure));
  }

  /** A warning a minute. */
  public void warn(String kind, Supplier<String> text) {
    warned(kind, text);
  }

  /** A warning a minute, and the others for those who debug. */
  public void warnThenDebug(String kind, Supplier<String> text) {
    if (!warned(kind, text)) {
      debug(kind, text);
    }
  }

  /** For those who debug. */
  public void debug(String kind, Supplier<String> text) {
    if (log.isDebugEnabled()) {
      tenASecond(details, kind).ifPresent(others -> log.debug(text.get() + suffix(others)));
    }
  }

  private boolean warned(String kind, Supplier<String> text) {
    OptionalInt withheld = pass(warnings, kind, 1, Duration.ofMinutes(1));
    withheld.ifPresent(others -> log.warn(text.get() + suffix(others)));
    return withheld.isPresent();
  }

  private OptionalInt tenASecond(Map<String, LogLimiter> limiters, String kind) {
    return pass(limiters, kind, LINES_PER_SECOND, Duration.ofSeconds(1));
  }

  private OptionalInt pass(
      Map<String, LogLimiter> limiters, String kind, int max, Duration window) {
    return limiters.computeIfAbsent(kind, each -> new LogLimiter(timers, max, window)).pass();
  }

  private static String suffix(int withheld) {
    return withheld == 0 ? "" : " (and " + withheld + " more that were not logged)";
  }
}
