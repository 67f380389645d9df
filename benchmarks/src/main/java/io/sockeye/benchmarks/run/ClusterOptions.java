package io.sockeye.benchmarks.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What {@code cluster} was told.
 *
 * @param peers who is measured
 * @param members how many get a message, for each case
 * @param run what {@code run} knows, too
 */
record ClusterOptions(List<ClusterPeer> peers, List<Integer> members, BenchOptions run) {
  static final String USAGE =
      """
      usage: benchmarks/cluster [options]
        --peers a,b          %s
                             (default: all)
        --members a,b        how many clients get a message (1,10)
        --rounds N           medians of so many, forward and backward in turn (4)
        --clients N          connections, half of them at each node (100)
        --warm-up S          seconds before each measurement (70)
        --seconds S          of each measurement (4)
        --heap SIZE          of servers on the JVM, fixed (256m)
        --server-core N      for both nodes (1)
        --load-core N        for the load tool and Redis (0)
        --out FOLDER         for table.md and what the nodes print (benchmarks/target/cluster)
      environment: BENCHMARK_JAVA_HOME picks the JDK; the newest installed is taken otherwise
      """
          .formatted(ClusterPeer.names().replace(' ', ','));

  /** What {@code run} takes beside these says nothing here. */
  private static final Set<String> SHARED =
      Set.of(
          "--rounds",
          "--clients",
          "--warm-up",
          "--seconds",
          "--heap",
          "--server-core",
          "--load-core",
          "--out");

  static ClusterOptions parse(Path folder, String... words) {
    List<ClusterPeer> peers = List.of(ClusterPeer.values());
    List<Integer> members = List.of(1, 10);
    String out = folder.resolve("target").resolve("cluster").toString();
    List<String> shared =
        new ArrayList<>(List.of("--rounds", "4", "--warm-up", "70", "--out", out));
    for (int i = 0; i < words.length; i += 2) {
      String option = words[i];
      if (i + 1 == words.length) {
        throw new IllegalArgumentException(option + ": expected a value after it");
      }
      String value = words[i + 1];
      switch (option) {
        case "--peers" -> peers = Arrays.stream(value.split(",")).map(ClusterPeer::named).toList();
        case "--members" ->
            members =
                Arrays.stream(value.split(","))
                    .map(word -> BenchOptions.number(option, word, 1))
                    .toList();
        default -> {
          if (!SHARED.contains(option)) {
            throw new IllegalArgumentException("no such option: " + option);
          }
          shared.addAll(List.of(option, value));
        }
      }
    }
    ClusterOptions options =
        new ClusterOptions(
            peers, members, BenchOptions.parse(folder, shared.toArray(String[]::new)));
    members.forEach(options::checkMembers);
    return options;
  }

  private void checkMembers(int count) {
    if (run.clients() % (2 * count) != 0) {
      throw new IllegalArgumentException(
          "--members: expected what parts %d clients into rooms, as many at each node, got %d"
              .formatted(run.clients(), count));
    }
  }

  /** What the load tool is told, where so many get a message. */
  List<String> loadOptions(int count) {
    return List.of(
        "--clients", Integer.toString(run.clients()),
        "--rooms", Integer.toString(run.clients() / count),
        "--warm-up", Integer.toString(run.warmUp()),
        "--seconds", Integer.toString(run.seconds()));
  }
}
