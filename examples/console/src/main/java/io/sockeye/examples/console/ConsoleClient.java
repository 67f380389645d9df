package io.sockeye.examples.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** Runs the client: {@code ConsoleClient [URL] [NAME]}. */
public final class ConsoleClient {
  private static final String DEFAULT_URL = "http://127.0.0.1:3000";

  private ConsoleClient() {}

  /**
   * Reads lines and says them, until the input ends or the user wants to leave.
   *
   * @param onEnd runs when the visit ends by itself, on another thread
   * @throws IllegalArgumentException if the URL is not that of a server
   */
  static void run(BufferedReader in, PrintStream out, String url, String name, Runnable onEnd)
      throws IOException {
    try (var visit = new Visit(url, name, out::println, onEnd)) {
      visit.begin();
      String line = in.readLine();
      while (line != null && visit.type(line)) {
        line = in.readLine();
      }
      if (line == null) { // Such as a file, which is read faster than the server is reached.
        visit.finish();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs until the user leaves, or the server does not let them in. */
  public static void main(String[] args) throws IOException {
    String url = args.length > 0 ? args[0] : DEFAULT_URL;
    String name = args.length > 1 ? args[1] : System.getProperty("user.name", "somebody");
    var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    System.out.println("/help tells the commands.");
    try {
      run(in, System.out, url, name, () -> System.exit(1));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println("Usage: run [URL] [NAME], such as: run " + DEFAULT_URL + " Ada");
      System.exit(2);
    }
  }
}
