package io.sockeye.server;

import io.sockeye.DisconnectReason;
import io.sockeye.server.engine.EngineSession;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what an observer is told. */
final class Recorder implements ServerObserver {
  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void serverClosing() {
    lines.add("closing");
  }

  @Override
  public void serverClosed(CloseReport report) {
    lines.add("closed");
  }

  @Override
  public void socketConnected(Socket socket) {
    lines.add("connected");
  }

  @Override
  public void socketDisconnected(Socket socket, DisconnectReason reason) {
    lines.add("disconnected: " + reason);
  }

  @Override
  public void namespaceCreated(Namespace namespace) {
    if (!namespace.name().equals("/")) { // which every server has
      lines.add("created " + namespace.name());
    }
  }

  @Override
  public void namespaceClosed(Namespace namespace) {
    lines.add("closed " + namespace.name());
  }

  @Override
  public void lookupFailed(EngineSession session, String namespace, Throwable failure) {
    lines.add("lookup of " + namespace + " failed: " + failure.getMessage());
  }

  @Override
  public void connectRefused(EngineSession session, String namespace, String message) {
    lines.add("refused " + namespace + ": " + message);
  }

  @Override
  public void recoveryFailed(EngineSession session, String namespace, RecoveryFailure reason) {
    lines.add("not recovered in " + namespace + ": " + reason);
  }

  @Override
  public void listenerFailed(Socket socket, String event, Throwable failure) {
    lines.add("listener of " + event + " failed: " + failure.getMessage());
  }

  @Override
  public void namespaceListenerFailed(Namespace namespace, String event, Throwable failure) {
    lines.add("listener of " + event + " failed in " + namespace.name());
  }

  @Override
  public void middlewareFailed(Socket socket, Throwable failure) {
    lines.add("middleware failed: " + failure.getMessage());
  }

  @Override
  public void eventRefused(Socket socket, String event, Throwable cause) {
    lines.add("event " + event + " refused: " + cause.getMessage());
  }

  @Override
  public void protocolViolated(EngineSession session, String detail) {
    lines.add("violated: " + detail);
  }

  @Override
  public void badAck(Socket socket, long id) {
    lines.add("bad ack " + id);
  }

  @Override
  public void slowConsumer(EngineSession session, String limit, long pendingBytes) {
    lines.add("slow consumer: " + limit);
  }

  @Override
  public void messagesDropped(EngineSession session, long count) {
    lines.add("dropped " + count);
  }

  @Override
  public void limitHit(String limit, String detail) {
    lines.add("limit " + limit);
  }
}
