package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.EnginePacket;

/**
 * Takes what a session brings. All methods run inside the session's mailbox: they must not block
 * and must not run user code.
 */
public interface SessionReceiver {
  /** A message came. */
  void onMessage(EnginePacket message);

  /**
   * The session is closed; the last call, and it comes exactly once.
   *
   * @param detail what is known beyond the reason, for logs and observers; may be empty
   */
  void onClose(CloseReason reason, String detail);

  /** The session changed over to another transport. */
  default void onUpgrade(TransportType transport) {}

  /**
   * No more than {@link EngineOptions.Builder#outboundLowWaterMark} waits to be sent: told when
   * more did before, and by long polling with each poll.
   */
  default void onDrain() {}
}
