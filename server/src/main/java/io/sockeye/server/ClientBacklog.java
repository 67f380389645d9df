package io.sockeye.server;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.events.Backlog;

/** The events of a client, of all its sockets, that its listeners have not got to yet. */
final class ClientBacklog extends Backlog {
  private final Client client;

  /** For a connection. */
  ClientBacklog(Client client) {
    this.client = client;
  }

  @Override
  protected SerialExecutor mailbox() {
    return client.mailbox();
  }

  @Override
  protected int maxEvents() {
    return client.server().options().maxQueuedEvents();
  }

  @Override
  protected long maxBytes() {
    return client.server().options().maxQueuedBytes();
  }

  @Override
  protected void pauseReading() {
    client.pauseReading();
    client.server().observer().limitHit("maxQueuedEvents", "reading from a client pauses");
  }

  @Override
  protected void resumeReading() {
    client.resumeReading();
  }
}
