package io.sockeye.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.testsupport.LogRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Observers that are told the same, some of which fail. */
final class AudienceTest {
  private final LogRecorder log = new LogRecorder(Level.DEBUG);
  private final List<String> told = new ArrayList<>();

  private Audience<Consumer<String>> audienceWith(Consumer<String> second) {
    List<Consumer<String>> observers =
        List.of(what -> told.add("first " + what), second, what -> told.add("third " + what));
    return new Audience<>(log, observers);
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
