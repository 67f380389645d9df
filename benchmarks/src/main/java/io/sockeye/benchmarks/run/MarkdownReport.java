package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.Measurement;
import io.sockeye.benchmarks.load.ScenarioKind;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The figures as tables for readers. */
final class MarkdownReport {
  private static final double PERCENT = 100;

  private final Results<Peer, Case> results;
  private final Map<String, String> conditions;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(Results<Peer, Case> results, Map<String, String> conditions) {
    this.results = results;
    this.conditions = conditions;
  }

  static String of(Results<Peer, Case> results, Map<String, String> conditions) {
    return new MarkdownReport(results, conditions).write();
  }

  private String write() {
    table(
        "CPU time of the server's process, user and system, in µs for each message, delivery or client; "
            + "KiB of memory for each idle client; p99 latency in µs where paced",
        results.cases(),
        this::figure);
    if (results.peers().contains(Peer.BARE_NETTY)) {
      table("By their ratio to bare Netty", results.cases(), this::ratio);
    }
    List<Case> paced = only(ScenarioKind.PACED);
    if (!paced.isEmpty()) {
      latencies(paced.get(0));
    }
    List<Case> idle = only(ScenarioKind.IDLE);
    if (!idle.isEmpty()) {
      table(
          "CPU time in µs for each heartbeat of an idle client",
          idle,
          (cell) -> Metrics.write(cell.median(Measurement.CPU)));
    }
    List<Case> busy =
        results.cases().stream()
            .filter(c -> c.kind() != ScenarioKind.PACED && c.kind() != ScenarioKind.IDLE)
            .toList();
    table("Thousands a second", busy, cell -> thousands(cell.median(Measurement.THROUGHPUT)));
    table(
        "Least to most over the rounds, in percent of the median",
        results.cases(),
        cell -> percent(results.spread(cell.peer(), cell.what(), Metrics.main(cell.what()))));
    text.append(results.failures(Peer::label, Case::name)).append('\n');
    text.append("Conditions:\n\n");
    conditions.forEach((name, value) -> text.append("- %s: %s%n".formatted(name, value)));
    return text.toString();
  }

  private List<Case> only(ScenarioKind kind) {
    return results.cases().stream().filter(c -> c.kind() == kind).toList();
  }

  private void table(String title, List<Case> cases, Function<Cell, String> content) {
    if (cases.isEmpty()) {
      return;
    }
    text.append(title).append(":\n\n| |");
    cases.forEach(c -> text.append(" ").append(c.name()).append(" |"));
    text.append("\n|---|").append("---:|".repeat(cases.size())).append('\n');
    for (Peer peer : results.peers()) {
      text.append("| ").append(peer.label()).append(" |");
      cases.forEach(c -> text.append(" ").append(content.apply(new Cell(peer, c))).append(" |"));
      text.append('\n');
    }
    text.append('\n');
  }

  private void latencies(Case paced) {
    List<String> metrics = List.of("p50Micros", "p99Micros", "p99_9Micros", "maxMicros");
    text.append("Latency in µs at a given rate, from when a message was to be sent:\n\n");
    text.append("| | p50 | p99 | p99.9 | most |\n|---|---:|---:|---:|---:|\n");
    for (Peer peer : results.peers()) {
      text.append("| ").append(peer.label()).append(" |");
      metrics.forEach(
          metric ->
              text.append(" ")
                  .append(Metrics.write(results.median(peer, paced, metric)))
                  .append(" |"));
      text.append('\n');
    }
    text.append('\n');
  }

  private String figure(Cell cell) {
    return results.failed(cell.peer(), cell.what())
        ? "failed"
        : Metrics.write(cell.median(Metrics.main(cell.what())));
  }

  private String ratio(Cell cell) {
    String metric = Metrics.main(cell.what());
    OptionalDouble bare = results.median(Peer.BARE_NETTY, cell.what(), metric);
    OptionalDouble value = cell.median(metric);
    return bare.isEmpty() || value.isEmpty()
        ? "–"
        : Metrics.write(OptionalDouble.of(value.getAsDouble() / bare.getAsDouble()));
  }

  private static String thousands(OptionalDouble value) {
    return Metrics.write(value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() / 1_000));
  }

  private static String percent(OptionalDouble value) {
    return Metrics.write(
        value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() * PERCENT));
  }

  /** A place in a table. */
  private final class Cell {
    private final Peer peer;
    private final Case what;

    Cell(Peer peer, Case what) {
      this.peer = peer;
      this.what = what;
    }

    Peer peer() {
      return peer;
    }

    Case what() {
      return what;
    }

    OptionalDouble median(String metric) {
      return results.median(peer, what, metric);
    }
  }
}
