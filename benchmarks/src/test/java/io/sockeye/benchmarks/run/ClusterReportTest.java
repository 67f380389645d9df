package io.sockeye.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.benchmarks.load.Measurement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterReportTest {
  @Test
  void tableShowsMediansOfNodesAndRedis() {
    String table = ClusterReport.of(results(), Map.of("rounds", "3"));

    assertThat(table)
        .contains("goes to one client at the other node")
        .contains("| Sockeye, classic | 8.00 | 2.00 | 125 | – | – | 25.0 | 0 |")
        .contains("| Node, classic | – |")
        .contains("- rounds: 3");
  }

  @Test
  void aRoundThatFailedIsNotHiddenByTheOthers() {
    Results<ClusterPeer, Integer> results = results();
    results.add(
        ClusterPeer.SOCKEYE_CLASSIC, 1, LoadProcess.Outcome.failed("3 answers are missing"));

    assertThat(ClusterReport.of(results, Map.of()))
        .contains("| Sockeye, classic | failed |")
        .contains("Sockeye, classic, to 1 failed: 3 answers are missing");
  }

  @Test
  void optionsThatMakeNoSenseAreNamed() {
    assertThatThrownBy(() -> ClusterOptions.parse(Path.of("."), "--members", "1,7"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parts 100 clients into rooms, as many at each node, got 7");
    assertThatThrownBy(() -> ClusterOptions.parse(Path.of("."), "--scenarios", "echo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no such option: --scenarios");
    assertThatThrownBy(() -> BenchOptions.parse(Path.of("."), "--scenarios", "across"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("benchmarks/cluster");
  }

  private static Results<ClusterPeer, Integer> results() {
    Results<ClusterPeer, Integer> results =
        new Results<>(List.of(ClusterPeer.SOCKEYE_CLASSIC, ClusterPeer.NODE_CLASSIC), List.of(1));
    for (double value : new double[] {9, 7, 8}) {
      results.add(
          ClusterPeer.SOCKEYE_CLASSIC,
          1,
          new LoadProcess.Outcome(
              Map.of(
                  Measurement.CPU,
                  value,
                  Measurement.BROKER_CPU,
                  value / 4,
                  Measurement.THROUGHPUT,
                  1e6 / value),
              ""));
    }
    return results;
  }
}
