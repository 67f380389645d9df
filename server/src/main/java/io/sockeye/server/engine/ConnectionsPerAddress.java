package io.sockeye.server.engine;

import io.sockeye.server.traffic.AddressKey;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the sessions of each address, and bounds them. Any thread. There are never more addresses
 * than sessions, and none is counted where there is no bound.
 */
final class ConnectionsPerAddress {
  private final int most;
  private final ConcurrentHashMap<Long, Integer> counts = new ConcurrentHashMap<>();

  /**
   * Of a server without sessions.
   *
   * @param most how many an address may have; 0 for no bound
   */
  ConnectionsPerAddress(int most) {
    this.most = most;
  }

  /** One more session of the client of a handshake; false if it must not be. */
  boolean enter(HttpRequest handshake) {
    if (most == 0) {
      return true;
    }
    Long address = AddressKey.of(handshake.remoteAddress());
    int[] before = new int[1];
    counts.compute(
        address,
        (key, count) -> {
          before[0] = count == null ? 0 : count;
          return Math.min(before[0] + 1, most);
        });
    return before[0] < most;
  }

  /** One less; to be called once for each that {@link #enter entered}. */
  void leave(HttpRequest handshake) {
    if (most > 0) {
      counts.computeIfPresent(
          AddressKey.of(handshake.remoteAddress()),
          (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
  }

  /** How many addresses have sessions. */
  int size() {
    return counts.size();
  }
}
