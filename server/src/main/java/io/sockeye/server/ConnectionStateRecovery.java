package io.sockeye.server;

import java.time.Duration;

/**
 * What is kept of a client that loses its connection, so that it finds its socket as it left it:
 * the {@code connectionStateRecovery} option. Immutable; the {@code withX} methods give changed
 * copies.
 *
 * <p>All bounds hold for each namespace of its own. A client that cannot be recovered connects as a
 * new socket, and the {@link ServerObserver} is told why.
 *
 * @param maxDisconnectionDuration how long a client may be away. Default 2 min
 * @param maxPackets how many events are kept to be sent again. Default 10,000; the JavaScript
 *     server has no such limit
 * @param maxBytes how many bytes these events may have. Default 16 MB; the JavaScript server has no
 *     such limit
 * @param maxSessions how many clients that are away are waited for; beyond it the one that is away
 *     for the longest time is given up. Default 100,000
 * @param skipMiddlewares whether a client that comes back is let in without asking middlewares and
 *     authenticators again. Default false; the JavaScript server skips them, and so lets in who was
 *     locked out meanwhile
 * @param rotatePid whether each recovery gives the client a new private session id, so that a
 *     stolen one is worth nothing after its owner came back. Default false: the official JavaScript
 *     client then recovers all the same, but tells its application {@code recovered = false}
 */
public record ConnectionStateRecovery(
    Duration maxDisconnectionDuration,
    int maxPackets,
    long maxBytes,
    int maxSessions,
    boolean skipMiddlewares,
    boolean rotatePid) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is not positive, naming it
   */
  public ConnectionStateRecovery {
    if (maxDisconnectionDuration.isNegative() || maxDisconnectionDuration.isZero()) {
      throw new IllegalArgumentException(
          "maxDisconnectionDuration: expected more than nothing, got " + maxDisconnectionDuration);
    }
    requirePositive("maxPackets", maxPackets);
    requirePositive("maxBytes", maxBytes);
    requirePositive("maxSessions", maxSessions);
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, got " + value);
    }
  }

  /** The defaults. */
  public static ConnectionStateRecovery create() {
    return new ConnectionStateRecovery(
        Duration.ofMinutes(2), 10_000, 16_000_000, 100_000, false, false);
  }

  /** The same for clients that are away for longer, or less long. */
  public ConnectionStateRecovery withMaxDisconnectionDuration(Duration value) {
    return new ConnectionStateRecovery(
        value, maxPackets, maxBytes, maxSessions, skipMiddlewares, rotatePid);
  }

  /** The same with room for more events, or fewer. */
  public ConnectionStateRecovery withMaxPackets(int value) {
    return new ConnectionStateRecovery(
        maxDisconnectionDuration, value, maxBytes, maxSessions, skipMiddlewares, rotatePid);
  }

  /** The same with room for more bytes, or fewer. */
  public ConnectionStateRecovery withMaxBytes(long value) {
    return new ConnectionStateRecovery(
        maxDisconnectionDuration, maxPackets, value, maxSessions, skipMiddlewares, rotatePid);
  }

  /** The same with room for more clients that are away, or fewer. */
  public ConnectionStateRecovery withMaxSessions(int value) {
    return new ConnectionStateRecovery(
        maxDisconnectionDuration, maxPackets, maxBytes, value, skipMiddlewares, rotatePid);
  }

  /** The same, asking middlewares again or not. */
  public ConnectionStateRecovery withSkipMiddlewares(boolean value) {
    return new ConnectionStateRecovery(
        maxDisconnectionDuration, maxPackets, maxBytes, maxSessions, value, rotatePid);
  }

  /** The same, with a new private id at each recovery or not. */
  public ConnectionStateRecovery withRotatePid(boolean value) {
    return new ConnectionStateRecovery(
        maxDisconnectionDuration, maxPackets, maxBytes, maxSessions, skipMiddlewares, value);
  }
}
