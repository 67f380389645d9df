package io.sockeye.benchmarks.run;

import java.util.List;

/** At which sizes growth is measured. */
final class Growth {
  static final List<Integer> CLIENTS = List.of(100, 1_000, 10_000);

  /**
   * The last fits into a limit of 20,000 file descriptors, of which Sockeye gives clients nine
   * tenths.
   */
  static final List<Integer> IDLE_CLIENTS = List.of(100, 1_000, 10_000, 17_500);

  static final List<Integer> ROOMS = List.of(1, 100, 10_000);

  private Growth() {}
}
