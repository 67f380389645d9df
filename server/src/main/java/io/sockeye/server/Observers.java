package io.sockeye.server;

import io.sockeye.DisconnectReason;
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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several observers, and keeps what one of them throws from everybody else. */
final class Observers implements ServerObserver {
  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final List<ServerObserver> observers;

  private Observers(List<ServerObserver> observers) {
    this.observers = observers;
  }

  static ServerObserver of(ServerObserver first, List<ServerObserver> others) {
    List<ServerObserver> all = new ArrayList<>();
    all.add(first);
    all.addAll(others);
    return new Observers(List.copyOf(all));
  }

  private void tell(Consumer<ServerObserver> call) {
    for (ServerObserver each : observers) {
      try {
        call.accept(each);
      } catch (RuntimeException e) {
        LOG.error("an observer failed", e);
      }
    }
  }

  @Override
  public void connectionRefused(
      HttpRequest request, HandshakeError error, String message, Map<String, String> context) {
    tell(each -> each.connectionRefused(request, error, message, context));
  }

  @Override
  public void sessionOpened(EngineSession session) {
    tell(each -> each.sessionOpened(session));
  }

  @Override
  public void sessionUpgrading(EngineSession session, TransportType transport) {
    tell(each -> each.sessionUpgrading(session, transport));
  }

  @Override
  public void heartbeat(EngineSession session) {
    tell(each -> each.heartbeat(session));
  }

  @Override
  public Optional<PacketObserver> packets() {
    return PacketObservers.of(observers.stream().flatMap(each -> each.packets().stream()).toList());
  }

  @Override
  public void sessionUpgraded(EngineSession session) {
    tell(each -> each.sessionUpgraded(session));
  }

  @Override
  public void upgradeFailed(EngineSession session, String detail) {
    tell(each -> each.upgradeFailed(session, detail));
  }

  @Override
  public void sessionClosed(EngineSession session, CloseReason reason, String detail) {
    tell(each -> each.sessionClosed(session, reason, detail));
  }

  @Override
  public void limitHit(String limit, String detail) {
    tell(each -> each.limitHit(limit, detail));
  }

  @Override
  public void hookFailed(HttpRequest request, Throwable cause) {
    tell(each -> each.hookFailed(request, cause));
  }

  @Override
  public void socketConnected(Socket socket) {
    tell(each -> each.socketConnected(socket));
  }

  @Override
  public void socketDisconnected(Socket socket, DisconnectReason reason) {
    tell(each -> each.socketDisconnected(socket, reason));
  }

  @Override
  public void recoveryFailed(EngineSession session, String namespace, RecoveryFailure reason) {
    tell(each -> each.recoveryFailed(session, namespace, reason));
  }

  @Override
  public void namespaceCreated(Namespace namespace) {
    tell(each -> each.namespaceCreated(namespace));
  }

  @Override
  public void namespaceClosed(Namespace namespace) {
    tell(each -> each.namespaceClosed(namespace));
  }

  @Override
  public void lookupFailed(EngineSession session, String namespace, Throwable failure) {
    tell(each -> each.lookupFailed(session, namespace, failure));
  }

  @Override
  public void connectRefused(EngineSession session, String namespace, String message) {
    tell(each -> each.connectRefused(session, namespace, message));
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    tell(each -> each.listenerFailed(socket, event, failure));
  }

  @Override
  public void namespaceListenerFailed(Namespace namespace, String event, Throwable failure) {
    tell(each -> each.namespaceListenerFailed(namespace, event, failure));
  }

  @Override
  public void middlewareFailed(Socket socket, Throwable failure) {
    tell(each -> each.middlewareFailed(socket, failure));
  }

  @Override
  public void eventRefused(Socket socket, String event, Throwable cause) {
    tell(each -> each.eventRefused(socket, event, cause));
  }

  @Override
  public void protocolViolated(EngineSession session, String detail) {
    tell(each -> each.protocolViolated(session, detail));
  }

  @Override
  public void badAck(Socket socket, long id) {
    tell(each -> each.badAck(socket, id));
  }
}
