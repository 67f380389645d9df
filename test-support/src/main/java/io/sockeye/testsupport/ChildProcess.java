package io.sockeye.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program that a test runs in a process of its own. It prints a line when it is ready, and ends
 * when it is told to, when its standard input does, or as by a crash.
 *
 * <p>What it prints is read to the end, lest it waits for somebody to read. Not thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** Lines that are kept; a program that says more has said what it had to say. */
  private static final int MAX_LINES = 1_000;

  /** No line, for it would not end there. */
  private static final String END = "its end\n";

  private final String what;
  private final Process process;
  private final Pattern readyLine;
  private final CompletableFuture<Matcher> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> outputEnded = new CompletableFuture<>();

  /** Those of {@link #since} that nobody has heard yet, and {@link #END} behind the last. */
  private final BlockingQueue<String> unheard = new LinkedBlockingQueue<>();

  // Written by the reader: the first until ready is done, the other until outputEnded is.
  private final List<String> before = new ArrayList<>();
  private final List<String> since = new ArrayList<>();

  private ChildProcess(String what, Process process, Pattern readyLine) {
    this.what = what;
    this.process = process;
    this.readyLine = readyLine;
  }

  /**
   * The command that runs a program on the JVM of this one, with its class path; options of the JVM
   * may be put behind the first word.
   */
  public static List<String> java(Class<?> main, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // It lives for seconds.
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(words));
    return command;
  }

  /**
   * Starts a program, and waits until it is ready.
   *
   * @param what its name, for messages
   * @param readyLine what the line is like that says so
   * @throws IOException if it cannot be started, or ends before it is ready, with all that it said
   */
  public static ChildProcess start(String what, Pattern readyLine, ProcessBuilder program)
      throws IOException {
    ChildProcess started = new ChildProcess(what, program.start(), readyLine);
    Thread reader = new Thread(started::read, what + " output");
    reader.setDaemon(true);
    reader.start();
    try {
      started.ready.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      return started;
    } catch (RuntimeException e) {
      started.process.destroyForcibly();
      throw new IOException(what + " did not start", e);
    }
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        take(line);
      }
    } catch (IOException e) {
      ready.completeExceptionally(e); // Its end closes the stream while it is read.
    }
    ready.completeExceptionally(
        new IllegalStateException(
            what + " ended before it was ready:\n" + String.join("\n", before)));
    unheard.add(END);
    outputEnded.complete(null);
  }

  private void take(String line) {
    Matcher match = readyLine.matcher(line);
    List<String> lines = ready.isDone() ? since : before;
    if (!ready.isDone() && match.matches()) {
      ready.complete(match);
    } else if (lines.size() < MAX_LINES) {
      lines.add(line);
      if (lines == since) {
        unheard.add(line);
      }
    }
  }

  /** A group of the line by which it said that it is ready. */
  public String ready(int group) {
    return ready.join().group(group);
  }

  /** The lines that it printed before it was ready. */
  public List<String> saidBefore() {
    return before;
  }

  /** The lines that it printed since, when it has ended. */
  public List<String> saidSince() {
    outputEnded.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    return since;
  }

  /**
   * Waits for its next line that begins so, and passes over those before.
   *
   * @return what stands behind the beginning
   */
  public String hear(String beginning) {
    List<String> passed = new ArrayList<>();
    try {
      while (true) {
        String line = unheard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (line == null || line.equals(END)) {
          throw new AssertionError(
              "expected %s to say %s, got %s and %s"
                  .formatted(what, beginning, passed, line == null ? "silence" : line.strip()));
        }
        if (line.startsWith(beginning)) {
          return line.substring(beginning.length()).strip();
        }
        passed.add(line);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while listening to " + what, e);
    }
  }

  /** Writes a line to its standard input. */
  public void say(String line) {
    try {
      process.outputWriter(UTF_8).write(line + "\n");
      process.outputWriter(UTF_8).flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends it a signal by its name, such as {@code STOP}. */
  public void signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IOException("kill -" + name + " of " + what + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number of its process. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Tells it to end, by SIGTERM; what it says until then is read. */
  public void tellToEnd() {
    process.toHandle().destroy(); // Process.destroy would end its output, too.
  }

  /** Ends its standard input. */
  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it has ended, and fails if it does not.
   *
   * @return its status
   */
  public int awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(what + " did not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + what + " was to end", e);
    }
  }

  /** Ends it as a crash does. */
  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd();
  }
}
