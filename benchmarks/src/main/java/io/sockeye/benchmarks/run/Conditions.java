package io.sockeye.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** Under which conditions was measured; without them the figures tell little. */
final class Conditions {
  private Conditions() {}

  static Map<String, String> of(BenchOptions options, Path javaHome) throws IOException {
    Map<String, String> conditions = new LinkedHashMap<>();
    conditions.put(
        "begun",
        ZonedDateTime.now(ZoneOffset.UTC)
            .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'")));
    conditions.put("processor", line(Path.of("/proc/cpuinfo"), "model name"));
    conditions.put("cores", Integer.toString(cores()));
    conditions.put(
        "kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    conditions.put("load average at the beginning", loadAverage());
    conditions.put("JDK", version(javaHome));
    conditions.put("Node", output("node", "--version"));
    conditions.put("flags of servers on the JVM", "-XX:+UseSerialGC, heap " + options.heap());
    conditions.put(
        "cores used",
        "server %d, load tool %d".formatted(options.serverCore(), options.loadCore()));
    conditions.put("rounds", Integer.toString(options.rounds()));
    conditions.put(
        "warm-up and window", "%d s and %d s".formatted(options.warmUp(), options.seconds()));
    return conditions;
  }

  /** Throws if the server and the load tool cannot have a core each. */
  static void checkCores(BenchOptions options) throws IOException {
    int most = Math.max(options.serverCore(), options.loadCore());
    if (cores() <= most || options.serverCore() == options.loadCore()) {
      throw new BenchFailure(
          "expected a core for the server and another for the load tool, got %d and %d of %d: choose by --server-core and --load-core"
              .formatted(options.serverCore(), options.loadCore(), cores()));
    }
  }

  static int cores() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return (int) lines.filter(line -> line.startsWith("processor")).count();
    }
  }

  /** Of the last minute, five minutes, quarter of an hour. */
  static String loadAverage() throws IOException {
    String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ");
    return words[0] + " " + words[1] + " " + words[2];
  }

  private static String line(Path file, String key) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }

  private static String output(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var lines = process.inputReader()) {
      return String.valueOf(lines.readLine());
    }
  }

  private static String version(Path javaHome) throws IOException {
    for (String line : Files.readAllLines(javaHome.resolve("release"))) {
      if (line.startsWith("JAVA_VERSION=")) {
        return line.replaceAll("[^0-9.+]", "");
      }
    }
    return "unknown";
  }
}
