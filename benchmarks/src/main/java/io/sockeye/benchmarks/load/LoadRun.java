package io.sockeye.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

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
  /** Answers that nobody asked for would come within this time. */
  private static final Duration SILENCE = Duration.ofMillis(50);

  private final LoadOptions options;
  private final Loop loop;
  private final Pump pump;
  private final Tally tally;
  private final Scenario scenario;

  private LoadRun(LoadOptions options, Loop loop) {
    this.options = options;
    this.loop = loop;
    pump = new Pump(loop, options.timeout());
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
      if (options.kind() == ScenarioKind.IDLE) {
        return new IdleRun(options, loop).run();
      }
      return new LoadRun(options, loop).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Measurement run() throws IOException {
    pump.open(scenario);
    scenario.start();
    pump.until(scenario, tally::exhausted, options.warmUp());
    Measurement measurement = window();
    tally.stop();
    pump.until(scenario, () -> scenario.outstanding() == 0);
    pump.until(scenario, () -> false, SILENCE);
    return measurement;
  }

  private Measurement window() throws IOException {
    boolean warm = !options.warmUp().isZero();
    long before = warm ? tally.done() : 0;
    if (warm) {
      tally.latency().reset();
    }
    CpuWatch servers = new CpuWatch(options.pid(), options.otherPid());
    CpuWatch broker = new CpuWatch(options.brokerPid());
    long received = loop.received();
    long started = System.nanoTime();
    pump.until(scenario, tally::exhausted, options.window());
    long nanos = System.nanoTime() - started;
    double cpuNanos = servers.nanos();
    double brokerNanos = broker.nanos();
    long count = tally.done() - before;
    if (count == 0) {
      throw new LoadFailure("nothing was done within " + options.window());
    }
    double bytes = (loop.received() - received) / (double) count;
    return Measurement.of(options, count, nanos, cpuNanos, bytes, tally.latency())
        .withBroker(brokerNanos / 1e3 / count);
  }
}
