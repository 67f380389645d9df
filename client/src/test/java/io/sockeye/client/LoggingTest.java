package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.ArgumentException;
import io.sockeye.client.engine.ConnectFailure;
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
            "DEBUG no connection for " + failure,
            "DEBUG no connection for " + failure,
            "WARN no connection for " + failure + " (and 2 more that were not logged)");
  }

  @Test
  void adviceIsNotCut() {
    observer.connectFailed(
        rig.manager, new ConnectFailure.Tcp("x".repeat(200) + "; try that", null));

    assertThat(log.lines()).singleElement().asString().endsWith("; try that");
  }

  @Test
  void aSocketThatIsNotLetInIsNamed() {
    Socket chat = rig.manager.socket("/chat");

    observer.joinFailed(chat, new ConnectFailure.Refused("Invalid\nnamespace", null));
    observer.joinFailed(chat, new ConnectFailure.Refused("Invalid\nnamespace", null));

    String text =
        "Socket[/chat] of Manager[http://localhost:3000] is not connected: "
            + "the server refused it: Invalid\\u000anamespace";
    assertThat(log.lines()).containsExactly("WARN " + text, "DEBUG " + text);
  }

  @Test
  void anEventOfOtherTypesThanAListenerWantsIsAWarningAMinute() {
    Socket socket = rig.manager.socket("/");
    ArgumentException cause = new ArgumentException("argument 0: expected int, got String");

    observer.eventRefused(socket, "age", cause);
    observer.eventRefused(socket, "age", cause);

    String text =
        "Socket[/]: a listener of \"age\" was not called: argument 0: expected int, got String";
    assertThat(log.lines()).containsExactly("WARN " + text, "DEBUG " + text);
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
