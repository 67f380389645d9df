package io.sockeye.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.benchmarks.load.ScenarioKind;
import org.junit.jupiter.api.Test;

class CaseTest {
  @Test
  void pollingClientHasTwoConnections() {
    assertThat(new Case(ScenarioKind.ECHO, 100, 10).connections()).isEqualTo(100);
    assertThat(new Case(ScenarioKind.POLLING, 100, 10).connections()).isEqualTo(200);
  }
}
