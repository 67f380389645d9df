package io.sockeye.benchmarks.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * All outcomes so far, by peer and case.
 *
 * @param <P> who was measured
 * @param <C> what was measured of each
 */
final class Results<P, C> {
  private final List<P> peers;
  private final List<C> cases;
  private final Map<P, Map<C, List<LoadProcess.Outcome>>> outcomes = new HashMap<>();

  Results(List<P> peers, List<C> cases) {
    this.peers = peers;
    this.cases = cases;
  }

  List<P> peers() {
    return peers;
  }

  List<C> cases() {
    return cases;
  }

  void add(P peer, C what, LoadProcess.Outcome outcome) {
    outcomes
        .computeIfAbsent(peer, p -> new HashMap<>())
        .computeIfAbsent(what, c -> new ArrayList<>())
        .add(outcome);
  }

  /** Of each round, in order. */
  List<LoadProcess.Outcome> of(P peer, C what) {
    return outcomes
        .getOrDefault(peer, Collections.emptyMap())
        .getOrDefault(what, Collections.emptyList());
  }

  /** Whether a round of it failed. */
  boolean failed(P peer, C what) {
    return of(peer, what).stream().anyMatch(LoadProcess.Outcome::failed);
  }

  /** A line for the first failure of each peer and case, as readers know these. */
  String failures(Function<P, String> label, Function<C, String> name) {
    StringBuilder text = new StringBuilder();
    for (P peer : peers) {
      for (C what : cases) {
        of(peer, what).stream()
            .filter(LoadProcess.Outcome::failed)
            .findFirst()
            .ifPresent(
                outcome ->
                    text.append(
                        "- %s, %s failed: %s%n"
                            .formatted(label.apply(peer), name.apply(what), outcome.failure())));
      }
    }
    return text.toString();
  }

  /** The median over the rounds; empty if it was not measured, or failed once. */
  OptionalDouble median(P peer, C what, String metric) {
    double[] values =
        of(peer, what).stream()
            .filter(outcome -> outcome.values().containsKey(metric))
            .mapToDouble(outcome -> outcome.values().get(metric))
            .sorted()
            .toArray();
    if (values.length == 0 || failed(peer, what)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(median(values));
  }

  /**
   * The least and the most over the rounds, by their ratio to the median: how sure the median is.
   */
  OptionalDouble spread(P peer, C what, String metric) {
    OptionalDouble median = median(peer, what, metric);
    if (median.isEmpty() || median.getAsDouble() == 0) {
      return OptionalDouble.empty();
    }
    double[] values =
        of(peer, what).stream().mapToDouble(outcome -> outcome.values().get(metric)).toArray();
    double least = Arrays.stream(values).min().orElseThrow();
    double most = Arrays.stream(values).max().orElseThrow();
    return OptionalDouble.of((most - least) / median.getAsDouble());
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
