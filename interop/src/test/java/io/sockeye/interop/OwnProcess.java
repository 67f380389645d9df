package io.sockeye.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code serve} in a JVM of its own, which can be killed. */
public final class OwnProcess implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("READY .* at 127\\.0\\.0\\.1:(\\d+)");
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final int port;

  private OwnProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts the server of a role, and waits until it is ready. */
  public static OwnProcess start(String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Serve.class.getName()));
    command.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      CompletableFuture<Integer> port = new CompletableFuture<>();
      Thread reader = new Thread(() -> read(process, port), "own-process-output");
      reader.setDaemon(true);
      reader.start();
      return new OwnProcess(process, port.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Until its end, lest it waits for somebody to read. */
  private static void read(Process process, CompletableFuture<Integer> port) {
    StringBuilder said = new StringBuilder();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        Matcher ready = READY.matcher(line);
        if (ready.matches()) {
          port.complete(Integer.valueOf(ready.group(1)));
        } else if (!port.isDone()) {
          said.append('\n').append(line);
        }
      }
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
    port.completeExceptionally(new IllegalStateException("it ended before it was ready:" + said));
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Ends it as a crash does. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("a server of ours cannot be killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
