package io.sockeye.benchmarks.load;

import java.io.IOException;

/** What the clients do; {@link LoadRun} tells when to do it. */
interface Scenario {
  /** So many handshakes are under way at a time: fewer than any server's backlog. */
  int OPENING_MOST = 64;

  /** Opens what can be opened now; called again and again until all is ready. */
  void open() throws IOException;

  /** Whether all clients are where the measurement can begin. */
  boolean ready();

  /** Sends the first messages. */
  void start() throws IOException;

  /**
   * Does what is due.
   *
   * @return for how many nanoseconds nothing will be due
   */
  default long turn() throws IOException {
    return Long.MAX_VALUE;
  }

  /** A number that grows whenever the server has answered something. */
  long progress();

  /** Whether the server owes nothing for now. */
  default boolean silenceIsFine() {
    return false;
  }

  /** How many answers are missing. */
  long outstanding();
}
