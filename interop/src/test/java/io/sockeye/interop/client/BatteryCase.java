package io.sockeye.interop.client;

import io.sockeye.client.Manager;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A server that a battery is tried with, and how the client connects to it.
 *
 * @param big how long a big text and a big binary are
 * @param options what else the client is told
 */
record BatteryCase(TestServer server, Mode mode, int big, Consumer<Manager.Builder> options) {
  /** One for each mode. */
  static Stream<BatteryCase> each(TestServer server, Consumer<Manager.Builder> options) {
    return Arrays.stream(Mode.values())
        .map(mode -> new BatteryCase(server, mode, 200_000, options));
  }

  /** One for each mode. */
  static Stream<BatteryCase> each(TestServer server) {
    return each(server, options -> {});
  }

  /** Whether it goes by both transports, one after the other: enough where time is short. */
  boolean upgrades() {
    return mode == Mode.UPGRADE;
  }

  BatteryCase withBig(int size) {
    return new BatteryCase(server, mode, size, options);
  }

  @Override
  public String toString() {
    return server + ", " + mode;
  }
}
