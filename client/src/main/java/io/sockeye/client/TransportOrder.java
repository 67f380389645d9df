package io.sockeye.client;

import io.sockeye.client.engine.SessionOptions;
import io.sockeye.client.engine.TransportType;
import java.util.ArrayList;
import java.util.List;

/**
 * Which transport an attempt begins with: WebSocket, if the last session came to it and that is to
 * be remembered, or else the one that the options name first. Confined to the manager's mailbox.
 */
final class TransportOrder {
  private final SessionOptions options;

  /** Whether the last session came to WebSocket, and no transport has failed since. */
  private boolean upgraded;

  TransportOrder(SessionOptions options) {
    this.options = options;
  }

  /** The transports of the next attempt. */
  List<TransportType> next() {
    List<TransportType> chosen = options.transports();
    if (!upgraded || !options.rememberUpgrade() || !chosen.contains(TransportType.WEBSOCKET)) {
      return chosen;
    }
    List<TransportType> reordered = new ArrayList<>(chosen);
    reordered.remove(TransportType.WEBSOCKET);
    reordered.add(0, TransportType.WEBSOCKET);
    return reordered;
  }

  /** The session travels by a transport, from its opening or from now on. */
  void onTravels(TransportType by) {
    upgraded |= by == TransportType.WEBSOCKET;
  }

  /** A transport has failed. */
  void onFailed() {
    upgraded = false;
  }
}
