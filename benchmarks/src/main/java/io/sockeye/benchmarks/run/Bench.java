package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.ScenarioKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures peers side by side; called by the script {@code run}, whose {@code --help} tells the
 * rest.
 *
 * <p>Each measurement has a server and a load tool of its own, so that none is warmed up, or
 * spoiled, by what was measured before it. The peers take turns, as {@link Rounds} says.
 */
public final class Bench {
  /** Descriptors that a process needs beside those of its connections. */
  private static final int OTHER_FILES = 100;

  private static final String GARBAGE = "-XX:+UseSerialGC ";

  /** The heap follows what is alive, so that the memory of clients is seen from outside. */
  private static final String IDLE_HEAP =
      "-Xms32m -Xmx1g -Xmn16m -XX:MinHeapFreeRatio=1 -XX:MaxHeapFreeRatio=2";

  private final BenchOptions options;
  private final Path folder;
  private final Path javaHome;
  private final Results<Peer, Case> results;
  private final Map<String, String> conditions;

  private Bench(BenchOptions options, Path folder, Path javaHome) throws IOException {
    this.options = options;
    this.folder = folder;
    this.javaHome = javaHome;
    results = new Results<>(options.peers(), options.cases());
    conditions = Conditions.of(options, javaHome);
  }

  /**
   * Runs what the command line asks for, in the folder that the property {@code benchmarks} names.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    CommandLine.run(
        "run",
        BenchOptions.USAGE,
        args,
        (folder, javaHome) -> new Bench(BenchOptions.parse(folder, args), folder, javaHome).run());
  }

  private void run() throws IOException, InterruptedException {
    check();
    for (Peer peer : options.peers()) {
      peer.program().prepare(folder);
    }
    Files.createDirectories(options.out());
    Rounds.run(options.rounds(), results, this::measure, this::report);
    System.out.print(MarkdownReport.of(results, conditions));
  }

  private void check() throws IOException {
    Conditions.checkCores(options);
    if (!Files.isExecutable(javaHome.resolve("bin/jcmd"))) {
      throw new BenchFailure(
          "expected a JDK with jcmd at %s: name one by BENCHMARK_JAVA_HOME".formatted(javaHome));
    }
    int connections = results.cases().stream().mapToInt(Case::connections).max().orElse(0);
    int files = openFilesLimit();
    if (files < connections + OTHER_FILES) {
      throw new BenchFailure(
          "%d connections need %d file descriptors, the limit is %d: raise it by ulimit -n, or choose fewer clients"
              .formatted(connections, connections + OTHER_FILES, files));
    }
  }

  private static int openFilesLimit() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(line.split(" {2,}")[1]));
      }
    }
    return Integer.MAX_VALUE;
  }

  private void measure(int round, Peer peer, Case what) throws IOException, InterruptedException {
    if (!peer.can(what.kind())) {
      return;
    }
    String javaOptions =
        GARBAGE + (what.isIdle() ? IDLE_HEAP : "-Xms%1$s -Xmx%1$s".formatted(options.heap()));
    Path log = options.out().resolve(peer + ".log");
    LoadProcess.Outcome outcome;
    try (ServerProcess server =
        ServerProcess.start(
            peer.program(), folder, options.serverCore(), javaHome, javaOptions, log)) {
      List<String> words = new ArrayList<>(what.loadOptions(options.warmUp(), options.seconds()));
      words.addAll(peer.loadOptions());
      outcome =
          LoadProcess.run(javaHome, options.loadCore(), server, what.kind().toString(), words);
    } catch (BenchFailure e) {
      outcome = LoadProcess.Outcome.failed(String.valueOf(e.getMessage()));
    }
    results.add(peer, what, outcome);
    Rounds.tell(round, what.name(), peer, outcome, Metrics.main(what), Metrics.unit(what));
  }

  private void report() throws IOException {
    Files.writeString(options.out().resolve("table.md"), MarkdownReport.of(results, conditions));
    Files.writeString(options.out().resolve("results.json"), JsonReport.of(results, conditions));
    if (!options.growth()) {
      Files.writeString(options.out().resolve("cost.svg"), BarChart.of(results));
      return;
    }
    List<ScenarioKind> kinds = results.cases().stream().map(Case::kind).distinct().toList();
    for (ScenarioKind kind : kinds) {
      Files.writeString(options.out().resolve(kind + ".svg"), LineChart.of(results, kind));
    }
  }
}
