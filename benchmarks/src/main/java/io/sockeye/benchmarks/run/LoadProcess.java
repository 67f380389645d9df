package io.sockeye.benchmarks.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of the load tool in a process of its own, on a core of its own. */
final class LoadProcess {
  private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":(-?[0-9.]+)");

  /** It holds the messages of all clients. */
  private static final String HEAP = "-Xmx1g";

  private LoadProcess() {}

  /**
   * What came of it.
   *
   * @param values numbers by name; none if it failed
   * @param failure why it failed; empty if it did not
   */
  record Outcome(Map<String, Double> values, String failure) {
    static Outcome failed(String why) {
      return new Outcome(Map.of(), why);
    }

    boolean failed() {
      return !failure.isEmpty();
    }
  }

  /** Runs a scenario against the server and waits for its end. */
  static Outcome run(
      Path javaHome, int core, ServerProcess server, String scenario, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("taskset", "-c", Integer.toString(core)));
    command.addAll(List.of(javaHome.resolve("bin/java").toString(), "-XX:+UseSerialGC", HEAP));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.sockeye.benchmarks.load.Load");
    command.addAll(List.of(scenario, Integer.toString(server.port())));
    command.addAll(List.of("--pid", Long.toString(server.pid())));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread ender = new Thread(process::destroyForcibly, "bench-load-ender");
    Runtime.getRuntime().addShutdownHook(ender);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    Runtime.getRuntime().removeShutdownHook(ender);
    Map<String, Double> values = new LinkedHashMap<>();
    Matcher matcher = NUMBER.matcher(output);
    while (status == 0 && matcher.find()) {
      values.put(matcher.group(1), Double.valueOf(matcher.group(2)));
    }
    return new Outcome(values, values.isEmpty() ? output.strip() + " (status " + status + ")" : "");
  }
}
