package io.sockeye.benchmarks.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The order of measurements: the peers take turns, forward in one round and backward in the next,
 * so that a machine that gets slower is unfair to nobody.
 */
final class Rounds {
  private Rounds() {}

  /**
   * One measurement.
   *
   * @param <P> who is measured
   * @param <C> what is measured
   */
  interface Measure<P, C> {
    void measure(int round, P peer, C what) throws IOException, InterruptedException;
  }

  /** What is written when all peers had their turn. */
  interface Report {
    void write() throws IOException;
  }

  /** Measures what the results are to have. */
  static <P, C> void run(int rounds, Results<P, C> results, Measure<P, C> measure, Report report)
      throws IOException, InterruptedException {
    for (int round = 1; round <= rounds; round++) {
      List<P> order = new ArrayList<>(results.peers());
      if (round % 2 == 0) {
        Collections.reverse(order);
      }
      for (C what : results.cases()) {
        for (P peer : order) {
          measure.measure(round, peer, what);
        }
        report.write();
      }
    }
  }

  /** Tells whoever waits what came of a measurement. */
  static void tell(
      int round,
      String what,
      Object peer,
      LoadProcess.Outcome outcome,
      String metric,
      String unit) {
    Double value = outcome.values().get(metric);
    System.err.printf(
        Locale.ROOT,
        "round %d, %s, %s: %s%n",
        round,
        what,
        peer,
        value == null ? outcome.failure() : Metrics.write(OptionalDouble.of(value)) + " " + unit);
  }
}
