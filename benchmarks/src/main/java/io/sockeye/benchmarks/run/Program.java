package io.sockeye.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a server is got ready and started: by the scripts in its folder of {@code peers}.
 *
 * @param name as failures tell it
 * @param folder its folder
 * @param words what {@code start} is told after the port
 */
record Program(String name, String folder, List<String> words) {
  /** Installs and builds what it needs. */
  void prepare(Path benchmarks) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(script(benchmarks, "prepare")).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new BenchFailure(
          "%s could not be prepared, see above; --peers leaves it out".formatted(name));
    }
  }

  /** What starts it on this port. */
  List<String> command(Path benchmarks, int port) {
    List<String> command = new ArrayList<>();
    command.add(script(benchmarks, "start"));
    command.add(Integer.toString(port));
    command.addAll(words);
    return command;
  }

  private String script(Path benchmarks, String script) {
    return benchmarks.resolve("peers").resolve(folder).resolve(script).toString();
  }
}
