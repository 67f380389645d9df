package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.testsupport.LogRecorder;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What a client writes to its log, and at which level. */
final class LoggingTest {
  private final LogRecorder log = new LogRecorder(Level.DEBUG);
  private final Rig rig = new Rig();
  private final LoggingObserver observer = new LoggingObserver(rig.timers, log);

  @Test
  void aConnectionThatCannotBeMadeIsAWarningAMinute() {
    for (int i = 0; i < 3; i++) {
      observer.connectFailed(rig.manager, Rig.refused());
    }
    rig.seconds(61);
    observer.connectFailed(rig.manager, Rig.refused());

    String failure = "Manager[http://localhost:3000]: " + Rig.refused().getMessage();
    assertThat(log.lines())
        .containsExactly(
            "WARN no connection for " + failure,
            "DEBUG " + failure,
            "DEBUG " + failure,
            "WARN no connection for " + failure + " (and 2 more that were not logged)");
  }

  @Test
  void itIsTheServerThatBreaksTheProtocol() {
    observer.protocolViolated(rig.manager, "expected a name, got 5");

    assertThat(log.lines())
        .containsExactly(
            "DEBUG the server of Manager[http://localhost:3000] breaks the protocol: "
                + "expected a name, got 5");
  }
}
