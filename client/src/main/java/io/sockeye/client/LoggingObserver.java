package io.sockeye.client;

import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.concurrent.Timers;
import io.sockeye.log.LogLimiter;
import io.sockeye.log.LogText;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens to the log. What the program did wrong is an error, with its stack trace;
 * what the server or the network did is for those who debug, and a warning a minute where a limit
 * was hit, an event is dropped, or no connection can be made. Payloads are never written, and no
 * more than ten lines a second of a kind.
 */
final class LoggingObserver implements ClientObserver {
  private static final int LINES_PER_SECOND = 10;

  private final Logger log;
  private final Timers timers;

  /** By kind of line. */
  private final Map<String, LogLimiter> limiters = new ConcurrentHashMap<>();

  /** Writes to the logger {@code io.sockeye.client}. */
  LoggingObserver(Timers timers) {
    this(timers, LoggerFactory.getLogger("io.sockeye.client"));
  }

  LoggingObserver(Timers timers, Logger log) {
    this.timers = timers;
    this.log = log;
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    error("listenerFailed", socket + ": a listener of " + quoted(event) + " threw", failure);
  }

  @Override
  public void managerListenerFailed(Manager manager, String event, Throwable failure) {
    error("managerListenerFailed", manager + ": a listener of " + event + " threw", failure);
  }

  @Override
  public void eventRefused(Socket socket, String event, Throwable cause) {
    debug(
        "eventRefused",
        () ->
            socket
                + ": event "
                + quoted(event)
                + " refused: "
                + LogText.of(String.valueOf(cause.getMessage())));
  }

  @Override
  public void badAck(Socket socket, long id) {
    debug("badAck", () -> socket + ": nobody waits for ack " + id);
  }

  @Override
  public void packetDropped(Socket socket, String event, String why) {
    warn("dropped", socket + ": event " + quoted(event) + " is not sent: " + LogText.of(why));
  }

  @Override
  public void limitHit(String limit, String detail) {
    warn("limit " + limit, "limit " + limit + " hit: " + LogText.of(detail));
  }

  @Override
  public void protocolViolated(Manager manager, String detail) {
    debug(
        "protocolViolated",
        () -> "the server of " + manager + " breaks the protocol: " + LogText.of(detail));
  }

  @Override
  public void connectFailed(Manager manager, ConnectFailure failure) {
    String text = manager + ": " + LogText.of(failure.getMessage());
    if (!warn("connectFailed", "no connection for " + text)) {
      debug("connectFailed, too", () -> text);
    }
  }

  @Override
  public void upgradeFailed(Manager manager, ConnectFailure failure) {
    debug(
        "upgradeFailed",
        () -> manager + " stays with long polling: " + LogText.of(failure.getMessage()));
  }

  private static String quoted(String text) {
    return '"' + LogText.of(text) + '"';
  }

  private void debug(String kind, Supplier<String> text) {
    if (log.isDebugEnabled()) {
      limiter(kind, LINES_PER_SECOND, Duration.ofSeconds(1))
          .pass()
          .ifPresent(withheld -> log.debug(text.get() + suffix(withheld)));
    }
  }

  /** A warning a minute; false if this is not the one. */
  private boolean warn(String kind, String text) {
    OptionalInt withheld = limiter(kind, 1, Duration.ofMinutes(1)).pass();
    withheld.ifPresent(others -> log.warn(text + suffix(others)));
    return withheld.isPresent();
  }

  private void error(String kind, String text, Throwable failure) {
    limiter(kind, LINES_PER_SECOND, Duration.ofSeconds(1))
        .pass()
        .ifPresent(withheld -> log.error(text + suffix(withheld), failure));
  }

  private LogLimiter limiter(String kind, int max, Duration window) {
    return limiters.computeIfAbsent(kind, each -> new LogLimiter(timers, max, window));
  }

  private static String suffix(int withheld) {
    return withheld == 0 ? "" : " (and " + withheld + " more that were not logged)";
  }
}
