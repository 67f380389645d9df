package io.sockeye.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.testsupport.LogRecorder;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** How many lines of a kind come to a log. */
final class LimitedLogTest {
  private final ManualTimers timers = new ManualTimers();
  private final LogRecorder lines = new LogRecorder(Level.DEBUG);
  private final LimitedLog log = new LimitedLog(timers, lines);

  @Test
  void errorsOfAKindAreTenASecond() {
    for (int i = 0; i < 12; i++) {
      log.error("kind", () -> "it failed", new IllegalStateException());
    }
    log.error("another kind", () -> "it failed, too", new IllegalStateException());
    timers.advance(Duration.ofSeconds(1));
    log.error("kind", () -> "it failed again", new IllegalStateException());

    assertThat(lines.lines().subList(0, 10))
        .isEqualTo(Collections.nCopies(10, "ERROR it failed <IllegalStateException>"));
    assertThat(lines.lines().subList(10, lines.lines().size()))
        .containsExactly(
            "ERROR it failed, too <IllegalStateException>",
            "ERROR it failed again (and 2 more that were not logged) <IllegalStateException>");
  }

  @Test
  void warningsOfAKindAreOneAMinute() {
    log.warn("kind", () -> "too much {}");
    log.warn("kind", () -> "too much {}");
    timers.advance(Duration.ofSeconds(59));
    log.warn("kind", () -> "too much {}");
    timers.advance(Duration.ofSeconds(1));
    log.warn("kind", () -> "too much {}");

    assertThat(lines.lines())
        .containsExactly("WARN too much {}", "WARN too much {} (and 2 more that were not logged)");
  }

  @Test
  void whatIsNoWarningThisMinuteIsForThoseWhoDebug() {
    for (int i = 0; i < 12; i++) {
      log.warnThenDebug("kind", () -> "too much");
    }
    timers.advance(Duration.ofMinutes(1));
    log.warnThenDebug("kind", () -> "too much");

    assertThat(lines.lines().subList(1, 11)).isEqualTo(Collections.nCopies(10, "DEBUG too much"));
    assertThat(lines.lines())
        .hasSize(12)
        .startsWith("WARN too much")
        .endsWith("WARN too much (and 11 more that were not logged)");
  }

  @Test
  void nobodyMakesATextThatNobodyReads() {
    LogRecorder quiet = new LogRecorder(Level.INFO);
    LimitedLog silent = new LimitedLog(timers, quiet);
    silent.warnThenDebug("kind", () -> "a warning");

    silent.debug("kind", LimitedLogTest::unread);
    silent.warn("kind", LimitedLogTest::unread);
    silent.warnThenDebug("kind", LimitedLogTest::unread);
    log.debug("kind", () -> "a text");

    assertThat(quiet.lines()).containsExactly("WARN a warning");
    assertThat(lines.lines()).containsExactly("DEBUG a text");
  }

  private static String unread() {
    throw new AssertionError("a text that nobody reads");
  }
}
