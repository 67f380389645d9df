package io.sockeye.server;

import io.sockeye.concurrent.Fields;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.events.Backlog;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletionStage;

/**
 * What the listeners of a client, of all its sockets, are not done with: events that they have not
 * got to yet, and answers that wait for stages of theirs.
 */
final class ClientBacklog extends Backlog {
  private static final VarHandle ANSWERING =
      Fields.of(MethodHandles.lookup(), "answering", int.class);

  private final Client client;

  /** Stages that answers wait for. */
  @SuppressWarnings("UnusedVariable") // by ANSWERING
  private volatile int answering;

  /** For a connection. */
  ClientBacklog(Client client) {
    this.client = client;
  }

  /** A listener answers when this ends. Any thread. */
  void onAnswering(CompletionStage<?> end) {
    ANSWERING.getAndAdd(this, 1);
    var unused = end.whenComplete((value, failure) -> onAnswered());
  }

  private void onAnswered() {
    if ((int) ANSWERING.getAndAdd(this, -1) == 1 && client.server().isClosing()) {
      mailbox().execute(client::onAnswered);
    }
  }

  /** Whether an answer waits for a stage. Any thread. */
  boolean isAnswering() {
    return answering > 0;
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
