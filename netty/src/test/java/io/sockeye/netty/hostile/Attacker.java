package io.sockeye.netty.hostile;

import io.sockeye.testkit.WireClient;

/**
 * A client that is up to no good.
 *
 * @param client its WebSocket, or the connection that it polls by
 */
record Attacker(WireClient client, String sid) implements AutoCloseable {
  /** Where it polls. */
  String target() {
    return Siege.PATH + "polling&sid=" + sid;
  }

  @Override
  public void close() {
    client.close();
  }
}
