package io.sockeye.client;

import static io.sockeye.log.LogText.quoted;

import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.concurrent.Timers;
import io.sockeye.log.LimitedLog;
import io.sockeye.log.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens to the log. What the program did wrong is an error, with its stack trace;
 * what the server or the network did is for those who debug, and a warning a minute where a limit
 * was hit, an event is dropped or not of the types that a listener wants, or nothing is connected.
 * Payloads are never written, and no more than ten lines a second of a kind.
 */
final class LoggingObserver implements ClientObserver {
  private final LimitedLog log;

  /** Writes to the logger {@code io.sockeye.client}. */
  LoggingObserver(Timers timers) {
    this(timers, LoggerFactory.getLogger("io.sockeye.client"));
  }

  LoggingObserver(Timers timers, Logger log) {
    this.log = new LimitedLog(timers, log);
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    log.error(
        "listenerFailed", () -> socket + ": a listener of " + quoted(event) + " threw", failure);
  }

  @Override
  public void managerListenerFailed(Manager manager, String event, Throwable failure) {
    log.error(
        "managerListenerFailed", () -> manager + ": a listener of " + event + " threw", failure);
  }

  @Override
  public void eventRefused(Socket socket, String event, Throwable cause) {
    log.warnThenDebug(
        "eventRefused",
        () ->
            socket
                + ": a listener of "
                + quoted(event)
                + " was not called: "
                + LogText.sentence(String.valueOf(cause.getMessage())));
  }

  @Override
  public void badAck(Socket socket, long id) {
    log.debug("badAck", () -> socket + ": nobody waits for ack " + id);
  }

  @Override
  public void packetDropped(Socket socket, String event, String why) {
    log.warn(
        "dropped", () -> socket + ": event " + quoted(event) + " is not sent: " + LogText.of(why));
  }

  @Override
  public void limitHit(String limit, String detail) {
    log.warn(limit, () -> "limit " + limit + " hit: " + LogText.of(detail));
  }

  @Override
  public void protocolViolated(Manager manager, String detail) {
    log.debug(
        "protocolViolated",
        () -> "the server of " + manager + " breaks the protocol: " + LogText.of(detail));
  }

  @Override
  public void connectFailed(Manager manager, ConnectFailure failure) {
    log.warnThenDebug(
        "connectFailed",
        () -> "no connection for " + manager + ": " + LogText.sentence(failure.getMessage()));
  }

  @Override
  public void joinFailed(Socket socket, ConnectFailure failure) {
    log.warnThenDebug(
        "joinFailed",
        () -> socket + " of " + socket.manager() + " is not connected: " + why(failure));
  }

  /** What a server refuses with are its words, not ours. */
  private static String why(ConnectFailure failure) {
    return failure instanceof ConnectFailure.Refused
        ? "the server refused it: " + LogText.of(failure.getMessage())
        : LogText.sentence(failure.getMessage());
  }

  @Override
  public void upgradeFailed(Manager manager, ConnectFailure failure) {
    log.debug(
        "upgradeFailed",
        () -> manager + " stays with long polling: " + LogText.sentence(failure.getMessage()));
  }
}
