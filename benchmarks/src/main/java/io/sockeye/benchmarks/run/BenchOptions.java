package io.sockeye.benchmarks.run;

import io.sockeye.benchmarks.load.ScenarioKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What {@code run} was told.
 *
 * @param growth whether numbers of clients and rooms are varied, instead of scenarios
 * @param scenarios what is measured
 * @param peers of whom
 * @param rounds how often
 * @param clients connections in all scenarios but idle
 * @param idleClients connections in the scenario idle
 * @param warmUp seconds before each measurement
 * @param seconds of each measurement
 * @param heap of servers on the JVM, as {@code -Xmx} takes it
 * @param serverCore the core for the server
 * @param loadCore the core for the load tool
 * @param out the folder for the reports
 */
record BenchOptions(
    boolean growth,
    List<ScenarioKind> scenarios,
    List<Peer> peers,
    int rounds,
    int clients,
    int idleClients,
    int warmUp,
    int seconds,
    String heap,
    int serverCore,
    int loadCore,
    Path out) {
  static final String USAGE =
      """
      usage: benchmarks/run [growth] [options]
        growth               how cost grows: echo, broadcast and idle with the number of clients,
                             rooms with the number of rooms
        --scenarios a,b      %s (default: all)
        --peers a,b          %s
                             (default: the first six)
        --rounds N           medians of so many, forward and backward in turn (5; growth: 1)
        --clients N          connections, but for idle (100)
        --idle-clients N     connections in the scenario idle (10000)
        --warm-up S          seconds before each measurement (10)
        --seconds S          of each measurement; idle takes two heartbeats, 50 (4)
        --heap SIZE          of servers on the JVM, fixed (256m; growth: 1g)
        --server-core N      (1)
        --load-core N        (0)
        --out FOLDER         for table.md, results.json and pictures (benchmarks/target/results)
      environment: BENCHMARK_JAVA_HOME picks the JDK; the newest installed is taken otherwise
      """
          .formatted(String.join(",", names()), Peer.names().replace(' ', ','));

  private static final int MOST = 1_000_000;

  static BenchOptions parse(Path folder, String... words) {
    boolean growth = words.length > 0 && words[0].equals("growth");
    BenchOptions options =
        new BenchOptions(
            growth,
            ScenarioKind.ofOneServer(),
            Peer.USUAL,
            growth ? 1 : 5,
            100,
            10_000,
            10,
            4,
            growth ? "1g" : "256m",
            1,
            0,
            folder.resolve("target").resolve(growth ? "growth" : "results"));
    for (int i = growth ? 1 : 0; i < words.length; i += 2) {
      if (i + 1 == words.length) {
        throw new IllegalArgumentException(words[i] + ": expected a value after it");
      }
      options = options.with(words[i], words[i + 1]);
    }
    return options;
  }

  private BenchOptions with(String option, String value) {
    List<ScenarioKind> newScenarios = scenarios;
    List<Peer> newPeers = peers;
    int newRounds = rounds;
    int newClients = clients;
    int newIdleClients = idleClients;
    int newWarmUp = warmUp;
    int newSeconds = seconds;
    String newHeap = heap;
    int newServerCore = serverCore;
    int newLoadCore = loadCore;
    Path newOut = out;
    switch (option) {
      case "--scenarios" ->
          newScenarios = Arrays.stream(value.split(",")).map(BenchOptions::scenario).toList();
      case "--peers" -> newPeers = Arrays.stream(value.split(",")).map(Peer::named).toList();
      case "--rounds" -> newRounds = number(option, value, 1);
      case "--clients" -> newClients = number(option, value, 1);
      case "--idle-clients" -> newIdleClients = number(option, value, 1);
      case "--warm-up" -> newWarmUp = number(option, value, 0);
      case "--seconds" -> newSeconds = number(option, value, 1);
      case "--heap" -> newHeap = value;
      case "--server-core" -> newServerCore = number(option, value, 0);
      case "--load-core" -> newLoadCore = number(option, value, 0);
      case "--out" -> newOut = Path.of(value).toAbsolutePath();
      default -> throw new IllegalArgumentException("no such option: " + option);
    }
    return new BenchOptions(
        growth,
        newScenarios,
        newPeers,
        newRounds,
        newClients,
        newIdleClients,
        newWarmUp,
        newSeconds,
        newHeap,
        newServerCore,
        newLoadCore,
        newOut);
  }

  /** What is measured of each peer, in order. */
  List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    if (!growth) {
      for (ScenarioKind kind : scenarios) {
        int count = kind == ScenarioKind.IDLE ? idleClients : clients;
        cases.add(new Case(kind, count, Math.min(10, count)));
      }
      return cases;
    }
    int most = Growth.CLIENTS.get(Growth.CLIENTS.size() - 1);
    for (ScenarioKind kind : scenarios) {
      switch (kind) {
        case ECHO, BROADCAST ->
            Growth.CLIENTS.forEach(count -> cases.add(new Case(kind, count, 1)));
        case IDLE -> Growth.IDLE_CLIENTS.forEach(count -> cases.add(new Case(kind, count, 1)));
        case ROOMS -> Growth.ROOMS.forEach(count -> cases.add(new Case(kind, most, count)));
        default -> {
          // Does not grow with either.
        }
      }
    }
    return cases;
  }

  private static List<String> names() {
    return ScenarioKind.ofOneServer().stream().map(ScenarioKind::toString).toList();
  }

  private static ScenarioKind scenario(String name) {
    ScenarioKind kind = ScenarioKind.named(name);
    if (!ScenarioKind.ofOneServer().contains(kind)) {
      throw new IllegalArgumentException(name + " takes two servers: use benchmarks/cluster");
    }
    return kind;
  }

  static int number(String option, String word, int least) {
    try {
      int number = Integer.parseInt(word);
      if (number >= least && number <= MOST) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, together with numbers that are out of range.
    }
    throw new IllegalArgumentException(
        "%s: expected %d to %d, got %s".formatted(option, least, MOST, word));
  }
}
