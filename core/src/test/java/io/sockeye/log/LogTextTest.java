package io.sockeye.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What strangers may write into our log. */
final class LogTextTest {
  @Test
  void controlCharactersAreEscaped() {
    assertThat(LogText.of("a\r\nb\u001b[31m\u2028\u202e"))
        .isEqualTo("a\\u000d\\u000ab\\u001b[31m\\u2028\\u202e");
    assertThat(LogText.of("grüße €")).isEqualTo("grüße €");
  }

  @Test
  void longTextIsCut() {
    assertThat(LogText.of("x".repeat(1_000))).isEqualTo("x".repeat(128) + "…");
  }

  @Test
  void sentencesOfOursKeepTheirEnd() {
    String advice = "x".repeat(400) + "; is the server up?";

    assertThat(LogText.sentence(advice)).isEqualTo(advice);
    assertThat(LogText.sentence("a\r\n" + "x".repeat(1_000)))
        .isEqualTo("a\\u000d\\u000a" + "x".repeat(509) + "…");
  }

  @Test
  void linesBeyondTheLimitAreCounted() {
    ManualTimers timers = new ManualTimers();
    LogLimiter limiter = new LogLimiter(timers, 2, Duration.ofSeconds(1));

    assertThat(limiter.pass()).isEqualTo(OptionalInt.of(0));
    assertThat(limiter.pass()).isEqualTo(OptionalInt.of(0));
    assertThat(limiter.pass()).isEmpty();
    assertThat(limiter.pass()).isEmpty();
    timers.advance(Duration.ofSeconds(1));
    assertThat(limiter.pass()).isEqualTo(OptionalInt.of(2));
    assertThat(limiter.pass()).isEqualTo(OptionalInt.of(0));
  }
}
