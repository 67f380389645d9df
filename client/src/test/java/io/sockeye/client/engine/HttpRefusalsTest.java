package io.sockeye.client.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure says of an answer, and what it advises. */
final class HttpRefusalsTest {
  private static final URI POLL = URI.create("http://h:1/socket.io/?EIO=4&token=secret");

  private static ConnectFailure.Http failure(
      int status, Map<String, List<String>> headers, String body) {
    return HttpRefusals.failure(
        "GET", POLL, 200, new HttpAnswer(status, headers, body.getBytes(UTF_8)));
  }

  @Test
  void messageHasWhatWasExpectedAndWhatCameButNoQuery() {
    assertThat(failure(418, Map.of(), "tea\nonly"))
        .hasMessage("HTTP: GET http://h:1/socket.io/: expected 200, got 418 (tea only)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"code":1,"message":"Session ID unknown"} | sticky sessions
          400 | Session ID unknown | sticky sessions
          400 | {"code":0,"message":"Transport unknown"} | switched off
          400 | {"code":5,"message":"Unsupported protocol version"} | another revision
          403 | no | extraHeaders
          404 | no | at the path /socket.io/
          413 | no | maxHttpBufferSize
          429 | no | fewer requests
          502 | no | does not reach it
          503 | no | too much to do
          """)
  void knownAnswersHaveAdvice(int status, String body, String advice) {
    assertThat(failure(status, Map.of(), body)).hasMessageContaining(advice);
  }

  @Test
  void redirectNamesWhereItPoints() {
    assertThat(failure(308, Map.of("location", List.of("https://h/")), ""))
        .hasMessageContaining("it points to https://h/");
  }

  @Test
  void pageForPeopleIsKeptButNotShown() {
    ConnectFailure.Http failure = failure(500, Map.of(), "<html>" + "x".repeat(2000));

    assertThat(failure.getMessage()).doesNotContain("html");
    assertThat(failure.body()).startsWith("<html>").hasSize(1024);
  }

  @Test
  void waitIsReadAsSecondsOrAsADate() {
    assertThat(failure(503, Map.of("retry-after", List.of("120")), "").retryAfter())
        .contains(Duration.ofMinutes(2));
    assertThat(
            failure(
                    503,
                    Map.of(
                        "date", List.of("Sat, 21 Nov 2026 22:00:00 GMT"),
                        "retry-after", List.of("Sat, 21 Nov 2026 22:00:30 GMT")),
                    "")
                .retryAfter())
        .contains(Duration.ofSeconds(30));
    assertThat(failure(503, Map.of("retry-after", List.of("soon")), "").retryAfter()).isEmpty();
    assertThat(failure(503, Map.of(), "").retryAfter()).isEmpty();
    assertThat(failure(503, Map.of("retry-after", List.of("9".repeat(18))), "").retryAfter())
        .contains(Duration.ofDays(1));
    assertThat(failure(503, Map.of("retry-after", List.of("9".repeat(30))), "").retryAfter())
        .isEmpty();
  }
}
