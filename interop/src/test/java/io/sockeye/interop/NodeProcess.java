package io.sockeye.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A script of {@code tests/servers} in a process of its own, which prints a line with {@code READY}
 * and its address, and ends when its standard input does.
 */
public final class NodeProcess implements AutoCloseable {
  private static final String READY = "READY 127.0.0.1:";
  private static final long PATIENCE_SECONDS = 30;

  private final String what;
  private final Process process;
  private final BufferedReader output;
  private final List<String> announced = new ArrayList<>();
  private int port;

  private NodeProcess(String what, Process process) {
    this.what = what;
    this.process = process;
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
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
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      NodeProcess started = new NodeProcess(what, process);
      CompletableFuture.runAsync(started::awaitReady)
          .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .join();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(READY)) {
          port = Integer.parseInt(line.substring(READY.length()));
          return;
        }
        announced.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException(
        what + " ended before it was ready:\n" + String.join("\n", announced));
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** The lines that it printed before it was ready. */
  public List<String> announced() {
    return announced;
  }

  /** Ends it as a crash does. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Ends it, and fails if it complained of anything. */
  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
    try {
      process.getOutputStream().close();
      awaitEnd();
      String said = String.join("\n", output.lines().toList());
      if (!said.isEmpty()) {
        throw new AssertionError(what + " said:\n" + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(what + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
