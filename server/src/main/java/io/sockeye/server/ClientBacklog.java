package io.sockeye.server;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.events.Backlog;
import io.sockeye.server.engine.EngineSession;

/** The events of a client, of all its sockets, that its listeners have not got to yet. */
final class ClientBacklog extends Backlog {
  private final RealServer server;
  private final EngineSession session;

  /** For a connection. */
  ClientBacklog(RealServer server, EngineSession session) {
    this.server = server;
    this.session = session;
  }

  @Override
  protected SerialExecutor mailbox() {
    return session.mailbox();
  }

  @Override
  protected int maxEvents() {
    return server.options().maxQueuedEvents();
  }

  @Override
  protected long maxBytes() {
    return server.options().maxQueuedBytes();
  }

  @Override
  protected void pauseReading() {
    session.pauseReading();
    server.observer().limitHit("maxQueuedEvents", "reading from a client pauses");
  }

  @Override
  protected void resumeReading() {
    session.resumeReading();
  }
}
