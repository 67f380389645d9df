package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One scenario from the first connection to the last answer.
 *
 * <pre>
 * open all clients → warm up → window, which is measured → no new messages → all answers → silence
 * </pre>
 *
 * A wrong answer, one too many, or none for a while ends it with a {@link LoadFailure}.
 */
public final class LoadRun {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Answers that nobody asked for would come within this time. */
  private static final Duration SILENCE = Duration.ofMillis(50);

  private final LoadOptions options;
  private final Loop loop;
  private final Tally tally;
  private final Scenario scenario;

  private LoadRun(LoadOptions options, Loop loop) {
    this.options = options;
    this.loop = loop;
    tally = new Tally(options.count());
    scenario = options.kind().create(options, loop, tally);
  }

  /**
   * Runs what the options say.
   *
   * @throws LoadFailure if the server did not answer as it must
   * @throws IllegalArgumentException if the options do not fit each other
   */
  public static Measurement run(LoadOptions options) {
    try (Loop loop = new Loop()) {
      return new LoadRun(options, loop).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Measurement run() throws IOException {
    while (!scenario.ready()) {
      scenario.open();
      long before = scenario.progress();
      until(() -> scenario.progress() > before, null);
    }
    scenario.start();
    until(tally::exhausted, options.warmUp());
    Measurement measurement = window();
    tally.stop();
    until(() -> scenario.outstanding() == 0, null);
    until(() -> false, SILENCE);
    return measurement;
  }

  private Measurement window() throws IOException {
    boolean warm = !options.warmUp().isZero();
    long before = warm ? tally.done() : 0;
    if (warm) {
      tally.latency().reset();
    }
    ProcessMeter meter = options.pid() == 0 ? null : new ProcessMeter(options.pid());
    ProcessMeter.Usage used = meter == null ? null : meter.usage();
    long started = System.nanoTime();
    until(tally::exhausted, options.window());
    long nanos = System.nanoTime() - started;
    double cpuNanos = meter == null || used == null ? Double.NaN : meter.usage().nanosSince(used);
    long count = tally.done() - before;
    if (count == 0) {
      throw new LoadFailure("nothing was done within " + options.window());
    }
    return Measurement.of(options, count, nanos, cpuNanos, tally.latency());
  }

  /** Turns the loop until that is so, or for that long; fails if nothing comes for too long. */
  private void until(BooleanSupplier done, @Nullable Duration limit) throws IOException {
    long started = System.nanoTime();
    long limitNanos = limit == null ? Long.MAX_VALUE : limit.toNanos();
    long progress = scenario.progress();
    long progressed = started;
    while (!done.getAsBoolean()) {
      long now = System.nanoTime();
      long left = limitNanos - (now - started);
      if (left <= 0) {
        return;
      }
      if (scenario.progress() != progress) {
        progress = scenario.progress();
        progressed = now;
      } else if (now - progressed > options.timeout().toNanos()) {
        throw new LoadFailure(
            "%s: nothing came for %d s, %d answers are missing"
                .formatted(options.kind(), options.timeout().toSeconds(), scenario.outstanding()));
      }
      loop.turn(Math.min(Math.min(left, LONGEST_WAIT_NANOS), scenario.turn()));
    }
  }
}
