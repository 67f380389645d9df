package io.sockeye.benchmarks.load;

import java.util.concurrent.TimeUnit;

/**
 * Messages at a given rate, whether or not earlier ones have been answered.
 *
 * <p>Latency counts from when a message was to be sent, so that a pause of the server counts for
 * all messages that would have been sent during it, not for one.
 */
final class PacedScenario extends EchoScenario {
  private static final int ROW = 256;

  private final long intervalNanos;
  private long nextAt;
  private int nextClient;

  PacedScenario(LoadOptions options, Loop loop, Tally tally, MessageMaker maker) {
    super(options, loop, tally, maker, ROW);
    intervalNanos = TimeUnit.SECONDS.toNanos(1) / options.rate();
  }

  @Override
  public void start() {
    nextAt = System.nanoTime();
  }

  @Override
  void answered(Client client) {
    // The clock says when to send, not the answers.
  }

  @Override
  public long turn() {
    if (!ready() || nextAt == 0) {
      return Long.MAX_VALUE;
    }
    long now = System.nanoTime();
    while (nextAt - now <= 0) {
      due(client(nextClient));
      send(client(nextClient), nextAt);
      nextClient = (nextClient + 1) % clients();
      nextAt += intervalNanos;
    }
    return nextAt - now;
  }
}
