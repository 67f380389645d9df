package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Turns the loop until something is so, and fails if the server is silent for too long meanwhile.
 */
final class Pump {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Duration EVER = Duration.ofNanos(Long.MAX_VALUE);

  private final Loop loop;
  private final long timeoutNanos;

  /**
   * Works with a loop.
   *
   * @param timeout for how long the server may be silent
   */
  Pump(Loop loop, Duration timeout) {
    this.loop = loop;
    timeoutNanos = timeout.toNanos();
  }

  /** Opens the connections, until the scenario is ready. */
  void open(Scenario scenario) throws IOException {
    while (!scenario.ready()) {
      scenario.open();
      long before = scenario.progress();
      until(scenario, () -> scenario.progress() > before);
    }
  }

  void until(Scenario scenario, BooleanSupplier done) throws IOException {
    until(scenario, done, EVER);
  }

  /** Until that is so, or for that long. */
  void until(Scenario scenario, BooleanSupplier done, Duration limit) throws IOException {
    long started = System.nanoTime();
    long progress = scenario.progress();
    long progressed = started;
    while (!done.getAsBoolean()) {
      long now = System.nanoTime();
      long left = limit.toNanos() - (now - started);
      if (left <= 0) {
        return;
      }
      if (scenario.progress() != progress || scenario.silenceIsFine()) {
        progress = scenario.progress();
        progressed = now;
      } else if (now - progressed > timeoutNanos) {
        throw new LoadFailure(
            "nothing came for %d s, %d answers are missing"
                .formatted(TimeUnit.NANOSECONDS.toSeconds(timeoutNanos), scenario.outstanding()));
      }
      loop.turn(Math.min(Math.min(left, LONGEST_WAIT_NANOS), scenario.turn()));
    }
  }
}
