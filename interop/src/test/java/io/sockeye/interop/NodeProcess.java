package io.sockeye.interop;

import io.sockeye.testsupport.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A script of {@code tests/servers} in a process of its own, which prints a line with {@code READY}
 * and its address, and ends when its standard input does.
 */
public final class NodeProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("READY 127\\.0\\.0\\.1:(\\d+)");

  private final String what;
  private final ChildProcess process;

  /** Whether it was ended from here. */
  private boolean isOver;

  private NodeProcess(String what, ChildProcess process) {
    this.what = what;
    this.process = process;
  }

  /**
   * Starts one, and waits until it is ready.
   *
   * @param what its name, for messages
   */
  public static NodeProcess start(String what, String script, String... args) {
    if (!Files.isDirectory(Path.of("node_modules/socket.io"))) {
      throw new IllegalStateException("there is no node_modules: run \"npm ci\" in interop first");
    }
    List<String> command = new ArrayList<>(List.of("node", "tests/servers/" + script));
    command.addAll(List.of(args));
    try {
      return new NodeProcess(
          what,
          ChildProcess.start(what, READY, new ProcessBuilder(command).redirectErrorStream(true)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return Integer.parseInt(process.ready(1));
  }

  /** The lines that it printed before it was ready. */
  public List<String> announced() {
    return process.saidBefore();
  }

  /** Ends it as a crash does. */
  public void kill() {
    isOver = true;
    process.close();
  }

  /** Ends it, and fails if it complained of anything. If it ended by itself, it is told why. */
  @Override
  public void close() {
    if (isOver) {
      return;
    }
    isOver = true;
    if (!process.isAlive()) { // The test has failed already, and its message does not say why.
      System.err.printf(
          "%s ended by itself with status %d:%n%s%n",
          what, process.awaitEnd(), String.join("\n", process.saidSince()));
      return;
    }
    process.endInput();
    process.awaitEnd();
    List<String> said = process.saidSince();
    if (!said.isEmpty()) {
      throw new AssertionError(what + " said:\n" + String.join("\n", said));
    }
  }
}
