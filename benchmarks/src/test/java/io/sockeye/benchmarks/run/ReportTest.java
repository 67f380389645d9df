package io.sockeye.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.benchmarks.load.Measurement;
import io.sockeye.benchmarks.load.ScenarioKind;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {
  private static final Case ECHO = new Case(ScenarioKind.ECHO, 100, 10);
  private static final Case MORE = new Case(ScenarioKind.ECHO, 1_000, 10);

  @Test
  void tableShowsMediansAndTheirRatioToBareNetty() {
    String table = MarkdownReport.of(results(), Map.of("rounds", "3"));

    assertThat(table)
        .contains("| bare Netty | 8.00 | – |")
        .contains("| Bun | 12.0 | 14.0 |")
        .contains("| Bun | 1.50 | – |")
        .contains("- rounds: 3");
  }

  @Test
  void aRoundThatFailedIsNotHiddenByTheOthers() {
    Results<Peer, Case> results = results();
    results.add(Peer.BUN, ECHO, new LoadProcess.Outcome(Map.of(), "expected a, got b"));

    String table = MarkdownReport.of(results, Map.of());

    assertThat(table)
        .contains("| Bun | failed |")
        .contains("Bun, echo 100 failed: expected a, got b");
  }

  @Test
  void picturesAreWellFormed() throws Exception {
    parse(BarChart.of(results()));
    parse(LineChart.of(results(), ScenarioKind.ECHO));
  }

  @Test
  void optionsThatMakeNoSenseAreNamed() {
    assertThatThrownBy(() -> BenchOptions.parse(Path.of("."), "--peers", "bun,deno"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no such peer: deno");
    assertThatThrownBy(() -> BenchOptions.parse(Path.of("."), "--rounds", "0"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--rounds: expected 1 to");
  }

  private static Results<Peer, Case> results() {
    Results<Peer, Case> results =
        new Results<>(List.of(Peer.BARE_NETTY, Peer.BUN), List.of(ECHO, MORE));
    for (double value : new double[] {9, 7, 8}) {
      results.add(Peer.BARE_NETTY, ECHO, outcome(value));
      results.add(Peer.BUN, ECHO, outcome(value * 1.5));
    }
    results.add(Peer.BUN, MORE, outcome(14));
    return results;
  }

  private static LoadProcess.Outcome outcome(double value) {
    return new LoadProcess.Outcome(
        Map.of(Measurement.CPU, value, Measurement.THROUGHPUT, 1e6 / value), "");
  }

  private static void parse(String xml) throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
