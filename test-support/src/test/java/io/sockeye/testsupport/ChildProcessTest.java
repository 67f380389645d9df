package io.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.File;
import java.io.IOException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ChildProcessTest {
  private static final Pattern READY = Pattern.compile("ready, (\\w+)");
  private static final int SIGTERM_STATUS = 143;

  /** Says that it is ready, and goodbye when its input ends. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws IOException {
      System.out.println("good morning");
      System.out.println(args[0]);
      System.in.readAllBytes();
      System.out.println("goodbye");
    }
  }

  private static ChildProcess start(String line) throws IOException {
    return ChildProcess.start(
        "the program", READY, new ProcessBuilder(ChildProcess.java(Program.class, line)));
  }

  @Test
  void linesBeforeAndSinceItIsReadyAreKeptApart() throws IOException {
    try (ChildProcess process = start("ready, Ada")) {
      assertThat(process.ready(1)).isEqualTo("Ada");
      assertThat(process.isAlive()).isTrue();

      process.endInput();

      assertThat(process.awaitEnd()).isZero();
      assertThat(process.saidBefore()).containsExactly("good morning");
      assertThat(process.saidSince()).containsExactly("goodbye");
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void programThatIsToldToEndEndsWithTheStatusOfTheSignal() throws IOException {
    try (ChildProcess process = start("ready, Ada")) {
      process.tellToEnd();

      assertThat(process.awaitEnd()).isEqualTo(SIGTERM_STATUS);
      assertThat(process.isAlive()).isFalse();
    }
  }

  @Test
  void whatAProgramSaidThatIsNeverReadyIsTold() {
    ProcessBuilder program =
        new ProcessBuilder(ChildProcess.java(Program.class, "not at all"))
            .redirectInput(ProcessBuilder.Redirect.from(new File("pom.xml")));

    assertThatIOException()
        .isThrownBy(() -> ChildProcess.start("the program", READY, program))
        .withMessage("the program did not start")
        .havingRootCause()
        .withMessage("the program ended before it was ready:\ngood morning\nnot at all\ngoodbye");
  }
}
