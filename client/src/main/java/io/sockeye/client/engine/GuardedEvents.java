package io.sockeye.client.engine;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.Uncaught;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import org.jspecify.annotations.Nullable;

/**
 * Tells the events of a session to whoever wants to know, whose code is not ours: what it throws
 * goes to the thread's uncaught exception handler, and the session goes on. Nothing is told behind
 * the end. Confined to the session's mailbox.
 */
final class GuardedEvents implements ClientSession.Events {
  private final ClientSession.Events events;
  private boolean over;

  GuardedEvents(ClientSession.Events events) {
    this.events = events;
  }

  private void tell(Runnable event) {
    if (!over) {
      Uncaught.run(event);
    }
  }

  @Override
  public void onOpen(OpenPacket handshake) {
    tell(() -> events.onOpen(handshake));
  }

  @Override
  public void onMessage(EnginePacket message) {
    tell(() -> events.onMessage(message));
  }

  @Override
  public void onPing() {
    tell(events::onPing);
  }

  @Override
  public void onDrain() {
    tell(events::onDrain);
  }

  @Override
  public void onUpgrade(TransportType to) {
    tell(() -> events.onUpgrade(to));
  }

  @Override
  public void onUpgradeFailed(ConnectFailure why) {
    tell(() -> events.onUpgradeFailed(why));
  }

  @Override
  public void onClose(DisconnectReason reason, @Nullable ConnectFailure failure) {
    if (!over) {
      over = true;
      Uncaught.run(() -> events.onClose(reason, failure));
    }
  }
}
