package io.sockeye.server;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.Timers;
import io.sockeye.log.LogLimiter;
import io.sockeye.log.LogText;
import io.sockeye.server.engine.CloseReason;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.HandshakeError;
import io.sockeye.server.engine.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens to the log. What the program did wrong is an error, with its stack trace;
 * what clients did wrong is for those who debug, and a warning a minute where a limit was hit.
 * Payloads are never written, and no more than ten lines a second of a kind.
 */
final class LoggingObserver implements ServerObserver {
  private static final int LINES_PER_SECOND = 10;

  private final Logger log;
  private final Timers timers;

  /** By kind of line. */
  private final Map<String, LogLimiter> limiters = new ConcurrentHashMap<>();

  /** Writes to the logger {@code io.sockeye.server}. */
  LoggingObserver(Timers timers) {
    this(timers, LoggerFactory.getLogger("io.sockeye.server"));
  }

  LoggingObserver(Timers timers, Logger log) {
    this.timers = timers;
    this.log = log;
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    if (failure instanceof InterruptedException) {
      debug("interrupted", () -> socket + ": a listener of " + quoted(event) + " was interrupted");
    } else {
      error("listenerFailed", socket + ": a listener of " + quoted(event) + " threw", failure);
    }
  }

  @Override
  public void namespaceListenerFailed(Namespace namespace, String event, Throwable failure) {
    error(
        "namespaceListenerFailed",
        namespace + ": a listener of " + quoted(event) + " threw",
        failure);
  }

  @Override
  public void middlewareFailed(Socket socket, Throwable failure) {
    error("middlewareFailed", socket + ": refused, for a middleware failed", failure);
  }

  @Override
  public void lookupFailed(EngineSession session, String namespace, Throwable failure) {
    error(
        "lookupFailed",
        session + ": refused at " + quoted(namespace) + ", for a rule failed",
        failure);
  }

  @Override
  public void namespaceCreated(Namespace namespace) {
    debug("namespaceCreated", () -> namespace + " created");
  }

  @Override
  public void namespaceClosed(Namespace namespace) {
    debug("namespaceClosed", () -> namespace + " closed");
  }

  @Override
  public void hookFailed(HttpRequest request, Throwable cause) {
    error("hookFailed", LogText.of(request.toString()) + ": refused, for a hook failed", cause);
  }

  @Override
  public void limitHit(String limit, String detail) {
    limiters
        .computeIfAbsent("limit " + limit, kind -> new LogLimiter(timers, 1, Duration.ofMinutes(1)))
        .pass()
        .ifPresent(
            withheld ->
                log.warn("limit {} hit: {}{}", limit, LogText.of(detail), suffix(withheld)));
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
  public void protocolViolated(EngineSession session, String detail) {
    debug("protocolViolated", () -> session + " breaks the protocol: " + LogText.of(detail));
  }

  @Override
  public void badAck(Socket socket, long id) {
    debug("badAck", () -> socket + ": nobody waits for ack " + id);
  }

  @Override
  public void connectRefused(EngineSession session, String namespace, String message) {
    debug(
        "connectRefused",
        () -> session + " may not connect to " + quoted(namespace) + ": " + LogText.of(message));
  }

  @Override
  public void recoveryFailed(EngineSession session, String namespace, RecoveryFailure reason) {
    debug(
        "recoveryFailed",
        () -> session + " was not recovered in " + quoted(namespace) + ": " + reason);
  }

  @Override
  public void connectionRefused(
      HttpRequest request, HandshakeError error, String message, Map<String, String> context) {
    debug("connectionRefused", () -> LogText.of(request + " refused: " + message + " " + context));
  }

  @Override
  public void upgradeFailed(EngineSession session, String detail) {
    debug("upgradeFailed", () -> session + " stays with long polling: " + LogText.of(detail));
  }

  @Override
  public void sessionClosed(EngineSession session, CloseReason reason, String detail) {
    debug("sessionClosed", () -> session + " closed: " + reason + " " + LogText.of(detail));
  }

  @Override
  public void socketConnected(Socket socket) {
    debug("socketConnected", () -> socket + " connected");
  }

  @Override
  public void socketDisconnected(Socket socket, DisconnectReason reason) {
    debug("socketDisconnected", () -> socket + " disconnected: " + reason);
  }

  private static String quoted(String text) {
    return '"' + LogText.of(text) + '"';
  }

  private void debug(String kind, Supplier<String> text) {
    if (log.isDebugEnabled()) {
      limiter(kind).pass().ifPresent(withheld -> log.debug(text.get() + suffix(withheld)));
    }
  }

  private void error(String kind, String text, Throwable failure) {
    limiter(kind).pass().ifPresent(withheld -> log.error(text + suffix(withheld), failure));
  }

  private LogLimiter limiter(String kind) {
    return limiters.computeIfAbsent(
        kind, each -> new LogLimiter(timers, LINES_PER_SECOND, Duration.ofSeconds(1)));
  }

  private static String suffix(int withheld) {
    return withheld == 0 ? "" : " (and " + withheld + " more that were not logged)";
  }
}
