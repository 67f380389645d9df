package io.sockeye.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.testsupport.LogRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Observers that are told the same, some of which fail. */
final class AudienceTest {
  private final ManualTimers timers = new ManualTimers();
  private final LogRecorder log = new LogRecorder(Level.DEBUG);
  private final List<String> told = new ArrayList<>();

  private Audience<Consumer<String>> audienceWith(Consumer<String> second) {
    List<Consumer<String>> observers =
        List.of(what -> told.add("first " + what), second, what -> told.add("third " + what));
    return new Audience<>(timers, log, observers);
  }

  @Test
  void allAreToldWhateverOneOfThemThrows() {
    Audience<Consumer<String>> audience =
        audienceWith(
            what -> {
              if (what.equals("exception")) {
                throw new IllegalStateException(what);
              }
              throw what.equals("stack") ? new StackOverflowError(what) : new AssertionError(what);
            });

    audience.tell(each -> each.accept("exception"));
    audience.tell(each -> each.accept("error"));
    audience.tell(each -> each.accept("stack"));

    assertThat(told)
        .containsExactly(
            "first exception",
            "third exception",
            "first error",
            "third error",
            "first stack",
            "third stack");
    assertThat(log.lines())
        .containsExactly(
            "ERROR an observer failed <IllegalStateException>",
            "ERROR an observer failed <AssertionError>",
            "ERROR an observer failed <StackOverflowError>");
  }

  @Test
  void whoeverFailsAgainAndAgainFillsNoLog() {
    Audience<Consumer<String>> audience =
        audienceWith(
            what -> {
              throw new IllegalStateException(what);
            });

    for (int i = 0; i < 100; i++) {
      audience.tell(each -> each.accept("event"));
    }
    timers.advance(Duration.ofSeconds(1));
    audience.tell(each -> each.accept("event"));

    assertThat(told).hasSize(202);
    assertThat(log.lines())
        .hasSize(11)
        .endsWith(
            "ERROR an observer failed (and 90 more that were not logged) <IllegalStateException>");
  }

  @Test
  void troubleOfTheJvmGoesToTheHandlerOfTheThread() {
    Audience<Consumer<String>> audience =
        audienceWith(
            what -> {
              throw new InternalError("expected by this test");
            });
    Thread thread = Thread.currentThread();
    Thread.UncaughtExceptionHandler before = thread.getUncaughtExceptionHandler();
    List<Throwable> uncaught = new ArrayList<>();
    thread.setUncaughtExceptionHandler((where, thrown) -> uncaught.add(thrown));
    try {
      audience.tell(each -> each.accept("event"));
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }

    assertThat(told).containsExactly("first event", "third event");
    assertThat(uncaught).hasOnlyElementsOfType(InternalError.class).hasSize(1);
    assertThat(log.lines()).isEmpty();
  }
}
