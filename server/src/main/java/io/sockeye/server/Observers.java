package io.sockeye.server;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.Timers;
import io.sockeye.log.Audience;
import io.sockeye.server.engine.CloseReason;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.HandshakeError;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.PacketObserver;
import io.sockeye.server.engine.TransportType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several observers, and keeps what one of them throws from everybody else. */
final class Observers implements ServerObserver {
  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final Timers timers;
  private final Audience<ServerObserver> all;

  private Observers(Timers timers, List<ServerObserver> observers) {
    this.timers = timers;
    this.all = new Audience<>(timers, LOG, observers);
  }

  /** The log first, then those of the application. */
  static ServerObserver of(Timers timers, List<ServerObserver> others) {
    List<ServerObserver> all = new ArrayList<>();
    all.add(new LoggingObserver(timers));
    all.addAll(others);
    return new Observers(timers, all);
  }

  @Override
  public void connectionRefused(
      HttpRequest request, HandshakeError error, String message, Map<String, String> context) {
    all.tell(each -> each.connectionRefused(request, error, message, context));
  }

  @Override
  public void sessionOpened(EngineSession session) {
    all.tell(each -> each.sessionOpened(session));
  }

  @Override
  public void sessionUpgrading(EngineSession session, TransportType transport) {
    all.tell(each -> each.sessionUpgrading(session, transport));
  }

  @Override
  public void heartbeat(EngineSession session) {
    all.tell(each -> each.heartbeat(session));
  }

  @Override
  public Optional<PacketObserver> packets() {
    return PacketObservers.of(
        timers, all.observers().stream().flatMap(each -> each.packets().stream()).toList());
  }

  @Override
  public void sessionUpgraded(EngineSession session) {
    all.tell(each -> each.sessionUpgraded(session));
  }

  @Override
  public void upgradeFailed(EngineSession session, String detail) {
    all.tell(each -> each.upgradeFailed(session, detail));
  }

  @Override
  public void sessionClosed(EngineSession session, CloseReason reason, String detail) {
    all.tell(each -> each.sessionClosed(session, reason, detail));
  }

  @Override
  public void limitHit(String limit, String detail) {
    all.tell(each -> each.limitHit(limit, detail));
  }

  @Override
  public void slowConsumer(EngineSession session, String limit, long pendingBytes) {
    all.tell(each -> each.slowConsumer(session, limit, pendingBytes));
  }

  @Override
  public void messagesDropped(EngineSession session, long count) {
    all.tell(each -> each.messagesDropped(session, count));
  }

  @Override
  public void hookFailed(HttpRequest request, Throwable cause) {
    all.tell(each -> each.hookFailed(request, cause));
  }

  @Override
  public void serverClosing() {
    all.tell(ServerObserver::serverClosing);
  }

  @Override
  public void serverClosed(CloseReport report) {
    all.tell(each -> each.serverClosed(report));
  }

  @Override
  public void socketConnected(Socket socket) {
    all.tell(each -> each.socketConnected(socket));
  }

  @Override
  public void socketDisconnected(Socket socket, DisconnectReason reason) {
    all.tell(each -> each.socketDisconnected(socket, reason));
  }

  @Override
  public void recoveryFailed(EngineSession session, String namespace, RecoveryFailure reason) {
    all.tell(each -> each.recoveryFailed(session, namespace, reason));
  }

  @Override
  public void namespaceCreated(Namespace namespace) {
    all.tell(each -> each.namespaceCreated(namespace));
  }

  @Override
  public void namespaceClosed(Namespace namespace) {
    all.tell(each -> each.namespaceClosed(namespace));
  }

  @Override
  public void lookupFailed(EngineSession session, String namespace, Throwable failure) {
    all.tell(each -> each.lookupFailed(session, namespace, failure));
  }

  @Override
  public void connectRefused(EngineSession session, String namespace, String message) {
    all.tell(each -> each.connectRefused(session, namespace, message));
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    all.tell(each -> each.listenerFailed(socket, event, failure));
  }

  @Override
  public void namespaceListenerFailed(Namespace namespace, String event, Throwable failure) {
    all.tell(each -> each.namespaceListenerFailed(namespace, event, failure));
  }

  @Override
  public void middlewareFailed(Socket socket, Throwable failure) {
    all.tell(each -> each.middlewareFailed(socket, failure));
  }

  @Override
  public void eventRefused(Socket socket, String event, Throwable cause) {
    all.tell(each -> each.eventRefused(socket, event, cause));
  }

  @Override
  public void protocolViolated(EngineSession session, String detail) {
    all.tell(each -> each.protocolViolated(session, detail));
  }

  @Override
  public void badAck(Socket socket, long id) {
    all.tell(each -> each.badAck(socket, id));
  }

  @Override
  public void clusterUp(Namespace namespace) {
    all.tell(each -> each.clusterUp(namespace));
  }

  @Override
  public void clusterDown(Namespace namespace, String detail) {
    all.tell(each -> each.clusterDown(namespace, detail));
  }

  @Override
  public void clusterMessagesLost(Namespace namespace, long count, String detail) {
    all.tell(each -> each.clusterMessagesLost(namespace, count, detail));
  }

  @Override
  public void clusterMessageRefused(Namespace namespace, String detail) {
    all.tell(each -> each.clusterMessageRefused(namespace, detail));
  }
}
