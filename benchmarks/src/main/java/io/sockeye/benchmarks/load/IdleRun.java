package io.sockeye.benchmarks.load;

import io.sockeye.benchmarks.load.LoadOptions.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client costs that is there and says nothing: memory, and CPU time for its heartbeats.
 *
 * <p>Memory is taken as a slope, from few clients to all, so that what the server has anyhow does
 * not count; and after rehearsals, in which the server loads and compiles what it needs for clients
 * that come and go. These have no more clients than the first look: what an allocator keeps of them
 * would hide what the clients after it cost, and be unfair to servers that give memory back. A JVM
 * is asked to collect garbage before each look.
 */
final class IdleRun {
  private static final int REHEARSALS = 5;
  private static final int FEW_PART = 10;
  private static final Duration SETTLING = Duration.ofSeconds(2);
  private static final int COLLECTIONS = 2;

  private final LoadOptions options;
  private final Loop loop;
  private final Pump pump;

  IdleRun(LoadOptions options, Loop loop) {
    this.options = options;
    this.loop = loop;
    pump = new Pump(loop, options.timeout());
  }

  Measurement run() throws IOException {
    int all = options.clients();
    int few = all / FEW_PART;
    for (int i = 0; i < REHEARSALS; i++) {
      rehearse(Math.max(1, few));
    }

    IdleScenario clients = new IdleScenario(options, loop);
    clients.want(few);
    pump.open(clients);
    long before = residentKib(clients);
    clients.want(all);
    pump.open(clients);
    long after = residentKib(clients);

    Map<String, Double> values = new LinkedHashMap<>();
    values.put("clients", (double) all);
    if (options.pid() != 0) {
      values.put("residentKib", (double) after);
      values.put(Measurement.MEMORY, (after - before) / (double) (all - few));
      heartbeats(clients, values);
    }
    return new Measurement(options.kind().toString(), values);
  }

  private void rehearse(int count) throws IOException {
    IdleScenario clients = new IdleScenario(options.with(Option.CLIENTS, count), loop);
    pump.open(clients);
    clients.leave();
    pump.until(clients, () -> clients.outstanding() == 0);
  }

  private void heartbeats(IdleScenario clients, Map<String, Double> values) throws IOException {
    ProcessMeter meter = new ProcessMeter(options.pid());
    ProcessMeter.Usage used = meter.usage();
    long heard = clients.heartbeats();
    long started = System.nanoTime();
    pump.until(clients, () -> false, options.window());
    double seconds = (System.nanoTime() - started) / 1e9;
    double micros = meter.usage().nanosSince(used) / 1e3;
    long count = clients.heartbeats() - heard;
    values.put("count", (double) count);
    values.put("seconds", seconds);
    values.put("cpuShare", micros / 1e6 / seconds);
    if (count > 0) {
      values.put(Measurement.CPU, micros / count);
    }
  }

  /** The server's memory after it got the time to settle; 0 without a server to look at. */
  private long residentKib(IdleScenario clients) throws IOException {
    if (options.pid() == 0) {
      return 0;
    }
    for (int i = 0; i < COLLECTIONS; i++) {
      pump.until(clients, () -> false, SETTLING);
      collectGarbage();
    }
    pump.until(clients, () -> false, SETTLING);
    return new ProcessMeter(options.pid()).residentKib();
  }

  private void collectGarbage() throws IOException {
    String pid = Long.toString(options.pid());
    if (!Files.readString(Path.of("/proc", pid, "comm")).strip().equals("java")) {
      return;
    }
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), pid, "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new LoadFailure(jcmd + " could not make process " + pid + " collect its garbage");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadFailure("interrupted while the server collected garbage", e);
    }
  }
}
