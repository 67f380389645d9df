package io.sockeye.benchmarks.run;

import java.io.IOException;
import java.nio.file.Path;

/** How a program of the benchmarks begins and ends: what it was told, its usage, its status. */
final class CommandLine {
  private static final int FAILURE_STATUS = 1;
  private static final int USAGE_STATUS = 2;

  private CommandLine() {}

  /** What a program does. */
  interface Task {
    /**
     * Runs to the end.
     *
     * @param folder that of the benchmarks, which the property of this name tells
     * @param javaHome of this JVM
     * @throws IllegalArgumentException if what it was told makes no sense
     */
    void run(Path folder, Path javaHome) throws IOException, InterruptedException;
  }

  /** Runs a program under its name; where it fails, the process ends. */
  static void run(String name, String usage, String[] args, Task task)
      throws IOException, InterruptedException {
    if (args.length > 0 && args[0].equals("--help")) {
      System.out.print(usage);
      return;
    }
    try {
      task.run(
          Path.of(System.getProperty("benchmarks", "benchmarks")).toAbsolutePath(),
          Path.of(System.getProperty("java.home")));
    } catch (BenchFailure e) {
      System.err.println(name + ": " + e.getMessage());
      System.exit(FAILURE_STATUS);
    } catch (IllegalArgumentException e) {
      System.err.println(name + ": " + e.getMessage());
      System.err.print(usage);
      System.exit(USAGE_STATUS);
    }
  }
}
