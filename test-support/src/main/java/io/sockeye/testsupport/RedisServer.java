package io.sockeye.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A real Redis of its own for a test, a process on the loopback that keeps nothing on disk; it can
 * end, as it should or as a crash does, and start again on its port.
 *
 * <p>The program comes from the jar of {@code embedded-redis}, of which nothing else is used. Not
 * thread-safe.
 */
public final class RedisServer implements AutoCloseable {
  private static final String VERSION = "7.0.15";
  private static final String READY = "Ready to accept connections";
  private static final String SENTINEL_READY = "+monitor master";
  private static final long PATIENCE_SECONDS = 20;
  private static final int ATTEMPTS = 5;

  private final int port;
  private final List<String> command;
  private final Thread lastResort = new Thread(this::kill, "redis-last-resort");
  private Process process;

  /** In what it says when it is there. */
  private final String ready;

  private RedisServer(int port, List<String> command, String ready) throws IOException {
    this.port = port;
    this.command = command;
    this.ready = ready;
    process = launch();
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  private static RedisServer start(int port, List<String> options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(program().toString(), "--port", String.valueOf(port)));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
    command.addAll(options);
    return new RedisServer(port, command, READY);
  }

  /**
   * Starts a Sentinel on a free port.
   *
   * @param directory where it keeps what it knows
   * @param lines what it is to do, as in its file of configuration
   */
  public static RedisServer startSentinel(Path directory, String... lines) throws IOException {
    int port = freePort();
    List<String> all = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1"));
    all.addAll(List.of(lines));
    Path file = Files.write(directory.resolve("sentinel.conf"), all);
    return new RedisServer(
        port, List.of(program().toString(), file.toString(), "--sentinel"), SENTINEL_READY);
  }

  /**
   * Starts one on a free port.
   *
   * @param options more options, as on its command line
   */
  public static RedisServer start(String... options) {
    for (int attempt = 1; ; attempt++) {
      try {
        return start(freePort(), List.of(options));
      } catch (IOException e) {
        if (attempt == ATTEMPTS) { // Somebody else may have taken the port meanwhile.
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** The program, for tests that start it in another way; the file is gone after this JVM. */
  public static Path program() {
    return Program.PATH;
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private Process launch() throws IOException {
    Process launched = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<Void> started = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(launched, started), "redis-output");
    reader.setDaemon(true);
    reader.start();
    try {
      started.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      return launched;
    } catch (RuntimeException e) {
      launched.destroyForcibly();
      throw new IOException("Redis did not start", e);
    }
  }

  /** Until its end, lest it waits for somebody to read. */
  private void read(Process process, CompletableFuture<Void> started) {
    StringBuilder said = new StringBuilder();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.contains(ready)) {
          started.complete(null);
        } else if (!started.isDone()) {
          said.append('\n').append(line);
        }
      }
    } catch (IOException e) {
      started.completeExceptionally(e);
    }
    started.completeExceptionally(new IllegalStateException("it ended:" + said));
  }

  /** Where it listens, also while it is stopped. */
  public int port() {
    return port;
  }

  /** Its process; another one after each start. */
  public long pid() {
    return process.pid();
  }

  /** Its address, as Redis clients take it. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** Ends it as an operator does. Nothing happens if it is not there. */
  public void stop() {
    process.destroy();
    awaitEnd();
  }

  /** Ends it as a crash does. Nothing happens if it is not there. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Starts it again, empty. Nothing happens if it is there. */
  public void startAgain() {
    if (!process.isAlive()) {
      try {
        process = launch();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("Redis did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException e) {
      // This JVM is ending, so the hook runs; it has nothing to do any more.
    }
  }

  /** The program, unpacked once for this JVM. */
  private static final class Program {
    static final Path PATH = unpack();

    private static Path unpack() {
      String name = "redis-server-" + VERSION + "-" + system() + "-" + processor();
      try (InputStream program = RedisServer.class.getResourceAsStream("/" + name)) {
        if (program == null) {
          throw new IllegalStateException("embedded-redis has no " + name);
        }
        Path directory = Files.createTempDirectory("redis");
        Path path = directory.resolve(name);
        Files.copy(program, path);
        if (!path.toFile().setExecutable(true)) {
          throw new IOException(path + " cannot be made executable");
        }
        directory.toFile().deleteOnExit();
        path.toFile().deleteOnExit();
        return path;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String system() {
      return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")
          ? "darwin"
          : "linux";
    }

    private static String processor() {
      String name = System.getProperty("os.arch");
      return switch (name) {
        case "x86_64" -> "amd64";
        case "aarch64" -> "arm64";
        default -> name;
      };
    }
  }
}
