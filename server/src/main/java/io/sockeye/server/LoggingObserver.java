package io.sockeye.server;

import static io.sockeye.log.LogText.quoted;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.Timers;
import io.sockeye.log.LimitedLog;
import io.sockeye.log.LogText;
import io.sockeye.server.engine.CloseReason;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.HandshakeError;
import io.sockeye.server.engine.HttpRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens to the log. What the program did wrong is an error, with its stack trace;
 * what clients did wrong is for those who debug, and a warning a minute where a limit was hit.
 * Payloads are never written, and no more than ten lines a second of a kind.
 */
final class LoggingObserver implements ServerObserver {
  private final LimitedLog log;

  /** The namespaces that do not reach the other servers now. */
  private final Set<String> clusterDown = ConcurrentHashMap.newKeySet();

  /** Writes to the logger {@code io.sockeye.server}. */
  LoggingObserver(Timers timers) {
    this(timers, LoggerFactory.getLogger("io.sockeye.server"));
  }

  LoggingObserver(Timers timers, Logger log) {
    this.log = new LimitedLog(timers, log);
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    if (failure instanceof InterruptedException) {
      log.debug(
          "interrupted", () -> socket + ": a listener of " + quoted(event) + " was interrupted");
    } else {
      log.error(
          "listenerFailed", () -> socket + ": a listener of " + quoted(event) + " threw", failure);
    }
  }

  @Override
  public void namespaceListenerFailed(Namespace namespace, String event, Throwable failure) {
    log.error(
        "namespaceListenerFailed",
        () -> namespace + ": a listener of " + quoted(event) + " threw",
        failure);
  }

  @Override
  public void middlewareFailed(Socket socket, Throwable failure) {
    log.error("middlewareFailed", () -> socket + ": refused, for a middleware failed", failure);
  }

  @Override
  public void lookupFailed(EngineSession session, String namespace, Throwable failure) {
    log.error(
        "lookupFailed",
        () -> session + ": refused at " + quoted(namespace) + ", for a rule failed",
        failure);
  }

  @Override
  public void namespaceCreated(Namespace namespace) {
    log.debug("namespaceCreated", () -> namespace + " created");
  }

  @Override
  public void hookFailed(HttpRequest request, Throwable cause) {
    log.error(
        "hookFailed", () -> LogText.of(request.toString()) + ": refused, for a hook failed", cause);
  }

  @Override
  public void limitHit(String limit, String detail) {
    log.warn(limit, () -> "limit " + limit + " hit: " + LogText.of(detail));
  }

  @Override
  public void slowConsumer(EngineSession session, String limit, long pendingBytes) {
    log.debug(
        "slowConsumer",
        () -> session + " does not take what is sent: " + pendingBytes + " bytes wait, " + limit);
  }

  @Override
  public void messagesDropped(EngineSession session, long count) {
    log.debug("messagesDropped", () -> session + ": " + count + " messages were dropped");
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
  public void protocolViolated(EngineSession session, String detail) {
    log.debug("protocolViolated", () -> session + " breaks the protocol: " + LogText.of(detail));
  }

  @Override
  public void badAck(Socket socket, long id) {
    log.debug("badAck", () -> socket + ": nobody waits for ack " + id);
  }

  @Override
  public void clusterUp(Namespace namespace) {
    if (clusterDown.remove(namespace.name())) {
      log.warn("clusterBack", () -> namespace + " reaches the other servers again");
    } else {
      log.debug("clusterUp", () -> namespace + " reaches the other servers");
    }
  }

  @Override
  public void clusterDown(Namespace namespace, String detail) {
    clusterDown.add(namespace.name());
    log.warn(
        "clusterDown",
        () -> namespace + " does not reach the other servers: " + LogText.of(detail));
  }

  @Override
  public void clusterMessagesLost(Namespace namespace, long count, String detail) {
    log.warn(
        "clusterMessagesLost",
        () ->
            namespace
                + " lost messages between servers, "
                + (count == 0 ? "nobody knows how many" : count)
                + ": "
                + LogText.of(detail));
  }

  @Override
  public void clusterMessageRefused(Namespace namespace, String detail) {
    log.warn(
        "clusterMessageRefused",
        () -> namespace + " refused what came from the cluster: " + LogText.of(detail));
  }

  @Override
  public void namespaceClosed(Namespace namespace) {
    clusterDown.remove(namespace.name());
    log.debug("namespaceClosed", () -> namespace + " closed");
  }

  @Override
  public void connectRefused(EngineSession session, String namespace, String message) {
    log.debug(
        "connectRefused",
        () -> session + " may not connect to " + quoted(namespace) + ": " + LogText.of(message));
  }

  @Override
  public void recoveryFailed(EngineSession session, String namespace, RecoveryFailure reason) {
    log.debug(
        "recoveryFailed",
        () -> session + " was not recovered in " + quoted(namespace) + ": " + reason);
  }

  @Override
  public void connectionRefused(
      HttpRequest request, HandshakeError error, String message, Map<String, String> context) {
    log.debug(
        "connectionRefused", () -> LogText.of(request + " refused: " + message + " " + context));
  }

  @Override
  public void upgradeFailed(EngineSession session, String detail) {
    log.debug("upgradeFailed", () -> session + " stays with long polling: " + LogText.of(detail));
  }

  @Override
  public void sessionClosed(EngineSession session, CloseReason reason, String detail) {
    log.debug("sessionClosed", () -> session + " closed: " + reason + " " + LogText.of(detail));
  }

  @Override
  public void serverClosing() {
    log.debug("serverClosing", () -> "not ready for clients any more");
  }

  @Override
  public void serverClosed(CloseReport report) {
    log.debug("serverClosed", () -> "closed, " + report);
  }

  @Override
  public void socketConnected(Socket socket) {
    log.debug("socketConnected", () -> socket + " connected");
  }

  @Override
  public void socketDisconnected(Socket socket, DisconnectReason reason) {
    log.debug("socketDisconnected", () -> socket + " disconnected: " + reason);
  }
}
