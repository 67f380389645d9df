package io.sockeye.benchmarks.load;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Runs one scenario against a server that runs already: {@code Load SCENARIO PORT [options]}.
 *
 * <p>Prints what it measured as one line of JSON. Exit status 1 says that the server answered
 * wrongly, 2 that the command line makes no sense.
 */
public final class Load {
  private static final int FAILURE_STATUS = 1;
  private static final int USAGE_STATUS = 2;

  private Load() {}

  /** Runs what the command line asks for. */
  public static void main(String[] args) {
    try {
      System.out.println(LoadRun.run(LoadOptions.parse(args)).toJson());
    } catch (LoadFailure | UncheckedIOException e) {
      System.err.println("load: " + e.getMessage());
      System.exit(FAILURE_STATUS);
    } catch (IllegalArgumentException e) {
      System.err.println("load: " + e.getMessage());
      System.err.println("usage: Load SCENARIO PORT [OPTION NUMBER]...");
      System.err.println("scenarios: " + ScenarioKind.names());
      System.err.println(
          "options: "
              + Arrays.stream(LoadOptions.Option.values())
                  .map(LoadOptions.Option::word)
                  .collect(Collectors.joining(" ")));
      System.exit(USAGE_STATUS);
    }
  }
}
