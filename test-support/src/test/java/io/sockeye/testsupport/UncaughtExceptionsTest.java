package io.sockeye.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;

final class UncaughtExceptionsTest {

  @Test
  void testDuringWhichAThreadDiesFails() {
    var results =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(DyingThread.class)).execute();

    results
        .testEvents()
        .assertThatEvents()
        .haveExactly(
            1, finishedWithFailure(message(text -> text.contains("in thread \"worker\""))));
  }

  @Test
  void testWhoseThreadsEndWellPasses() {
    var results =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(EndingThread.class)).execute();

    assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
  }

  @ExtendWith(UncaughtExceptions.class)
  static final class DyingThread {
    @Test
    void workerThrows() throws InterruptedException {
      var worker =
          new Thread(
              () -> {
                throw new IllegalStateException("boom");
              },
              "worker");
      worker.start();
      worker.join();
    }
  }

  @ExtendWith(UncaughtExceptions.class)
  static final class EndingThread {
    @Test
    void workerReturns() throws InterruptedException {
      var worker = new Thread(() -> {}, "worker");
      worker.start();
      worker.join();
    }
  }
}
