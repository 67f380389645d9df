package io.sockeye.server;

import java.time.Duration;

/**
 * How an event is sent to a socket.
 *
 * @param asVolatile whether to drop it if the connection is not writable
 * @param compress whether it may be compressed
 * @param timeout how long the answer may take
 */
record EmitFlags(boolean asVolatile, boolean compress, Duration timeout) {
  EmitFlags withVolatile() {
    return new EmitFlags(true, compress, timeout);
  }

  EmitFlags withCompress(boolean value) {
    return new EmitFlags(asVolatile, value, timeout);
  }

  EmitFlags withTimeout(Duration value) {
    return new EmitFlags(asVolatile, compress, requirePositive(value));
  }

  static Duration requirePositive(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: expected more than nothing, got " + timeout);
    }
    return timeout;
  }
}
