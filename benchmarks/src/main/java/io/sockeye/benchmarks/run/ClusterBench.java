package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.Measurement;
import io.sockeye.benchmarks.load.ScenarioKind;
import io.sockeye.testsupport.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures clusters of two nodes over one Redis side by side; called by the script {@code cluster},
 * whose {@code --help} tells the rest.
 *
 * <p>Each measurement has a Redis, two nodes and a load tool of its own, as in {@link Bench}, and
 * the peers take turns, as {@link Rounds} says.
 */
public final class ClusterBench {
  private final ClusterOptions options;
  private final Path folder;
  private final Path javaHome;
  private final Results<ClusterPeer, Integer> results;
  private final Map<String, String> conditions;

  private ClusterBench(ClusterOptions options, Path folder, Path javaHome) throws IOException {
    this.options = options;
    this.folder = folder;
    this.javaHome = javaHome;
    results = new Results<>(options.peers(), options.members());
    conditions = new LinkedHashMap<>(Conditions.of(options.run(), javaHome));
    conditions.put(
        "cores used",
        "both nodes %d, Redis and load tool %d"
            .formatted(options.run().serverCore(), options.run().loadCore()));
    conditions.put("clients", Integer.toString(options.run().clients()));
  }

  /**
   * Runs what the command line asks for, in the folder that the property {@code benchmarks} names.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    CommandLine.run(
        "cluster",
        ClusterOptions.USAGE,
        args,
        (folder, javaHome) ->
            new ClusterBench(ClusterOptions.parse(folder, args), folder, javaHome).run());
  }

  private void run() throws IOException, InterruptedException {
    Conditions.checkCores(options.run());
    for (ClusterPeer peer : options.peers()) {
      peer.program("").prepare(folder);
    }
    Files.createDirectories(options.run().out());
    Rounds.run(options.run().rounds(), results, this::measure, this::report);
    System.out.print(ClusterReport.of(results, conditions));
  }

  private void measure(int round, ClusterPeer peer, Integer members)
      throws IOException, InterruptedException {
    LoadProcess.Outcome outcome;
    try (RedisServer redis = startRedis();
        ServerProcess one = startNode(peer, redis, 1);
        ServerProcess other = startNode(peer, redis, 2)) {
      List<String> words = new ArrayList<>(options.loadOptions(members));
      words.addAll(List.of("--other-port", Integer.toString(other.port())));
      words.addAll(List.of("--other-pid", Long.toString(other.pid())));
      words.addAll(List.of("--broker-pid", Long.toString(redis.pid())));
      outcome =
          LoadProcess.run(
              javaHome, options.run().loadCore(), one, ScenarioKind.ACROSS.toString(), words);
    } catch (BenchFailure e) {
      outcome = LoadProcess.Outcome.failed(String.valueOf(e.getMessage()));
    }
    results.add(peer, members, outcome);
    Rounds.tell(round, "to " + members, peer, outcome, Measurement.CPU, "µs a delivery");
  }

  private void report() throws IOException {
    Path table = options.run().out().resolve("table.md");
    Files.writeString(table, ClusterReport.of(results, conditions));
  }

  private ServerProcess startNode(ClusterPeer peer, RedisServer redis, int number)
      throws IOException, InterruptedException {
    return ServerProcess.start(
        peer.program(redis.url()),
        folder,
        options.run().serverCore(),
        javaHome,
        "-XX:+UseSerialGC -Xms%1$s -Xmx%1$s".formatted(options.run().heap()),
        options.run().out().resolve("%s-%d.log".formatted(peer, number)));
  }

  /** On the core of the load tool. */
  private RedisServer startRedis() throws IOException, InterruptedException {
    RedisServer redis = RedisServer.start();
    Process pin =
        new ProcessBuilder(
                "taskset",
                "-a",
                "-p",
                "-c",
                Integer.toString(options.run().loadCore()),
                Long.toString(redis.pid()))
            .redirectErrorStream(true)
            .start();
    String said = new String(pin.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (pin.waitFor() != 0) {
      redis.close();
      throw new BenchFailure("Redis could not be pinned to a core: " + said.strip());
    }
    return redis;
  }
}
