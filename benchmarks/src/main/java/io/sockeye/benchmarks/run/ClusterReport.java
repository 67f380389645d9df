package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.Measurement;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of clusters as tables for readers. */
final class ClusterReport {
  private static final double PERCENT = 100;
  private static final double THOUSAND = 1_000;

  private ClusterReport() {}

  static String of(Results<ClusterPeer, Integer> results, Map<String, String> conditions) {
    StringBuilder text = new StringBuilder();
    for (int members : results.cases()) {
      text.append(
          """
          Each message goes to %s at the other node; medians:

          | | µs CPU a delivery, both nodes | µs CPU a delivery, Redis | thousand deliveries a second | p50, µs | p99, µs | least to most, %% | lost |
          |---|---:|---:|---:|---:|---:|---:|---:|
          """
              .formatted(members == 1 ? "one client" : members + " clients"));
      for (ClusterPeer peer : results.peers()) {
        text.append(row(results, peer, members)).append('\n');
      }
      text.append('\n');
    }
    String failures = results.failures(ClusterPeer::label, members -> "to " + members);
    text.append(failures.isEmpty() ? "" : failures + "\n");
    text.append("Conditions:\n\n");
    conditions.forEach((name, value) -> text.append("- %s: %s%n".formatted(name, value)));
    return text.toString();
  }

  private static String row(Results<ClusterPeer, Integer> results, ClusterPeer peer, int members) {
    if (results.failed(peer, members)) {
      return "| %s | failed | | | | | | |".formatted(peer.label());
    }
    OptionalDouble cpu = results.median(peer, members, Measurement.CPU);
    return "| %s | %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            peer.label(),
            Metrics.write(cpu),
            Metrics.write(results.median(peer, members, Measurement.BROKER_CPU)),
            scaled(results.median(peer, members, Measurement.THROUGHPUT), 1 / THOUSAND),
            Metrics.write(results.median(peer, members, "p50Micros")),
            Metrics.write(results.median(peer, members, "p99Micros")),
            scaled(results.spread(peer, members, Measurement.CPU), PERCENT),
            // The load tool waits for every delivery, and fails where one is missing.
            cpu.isPresent() ? "0" : "–");
  }

  private static String scaled(OptionalDouble value, double factor) {
    return Metrics.write(value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() * factor));
  }
}
