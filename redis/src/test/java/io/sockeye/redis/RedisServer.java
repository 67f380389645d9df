package io.sockeye.redis;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Redis on a free port of the loopback: a process that a test starts, and always ends.
 * Nothing is kept on disk unless an option says so.
 */
final class RedisServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;
  private static final String READY = "Ready to accept connections";
  private static final String SENTINEL_READY = "+monitor";

  private final File executable;
  private final Path directory;
  private final int port;
  private final List<String> arguments;
  private Process process;

  private RedisServer(File executable, Path directory, int port, List<String> arguments) {
    this.executable = executable;
    this.directory = directory;
    this.port = port;
    this.arguments = arguments;
    this.process = launch();
  }

  /** With these options of its configuration, as the command line has them. */
  static RedisServer start(String... options) {
    List<String> arguments = new ArrayList<>(List.of("--save", "", "--appendonly", "no"));
    arguments.addAll(List.of(options));
    return new RedisServer(executable(), temporary(), freePort(), arguments);
  }

  /** A Sentinel that watches a Redis under the name "main", alone, and is soon impatient. */
  static RedisServer sentinel(RedisServer watched) {
    Path directory = temporary();
    Path configuration = directory.resolve("sentinel.conf");
    String text =
        """
        sentinel monitor main 127.0.0.1 %d 1
        sentinel down-after-milliseconds main 500
        sentinel failover-timeout main 3000
        """
            .formatted(watched.port());
    try {
      Files.writeString(configuration, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RedisServer(
        executable(), directory, freePort(), List.of(configuration.toString(), "--sentinel"));
  }

  int port() {
    return port;
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Asks it to end, and waits until it has. */
  void stop() {
    process.destroy();
    await();
  }

  /** Ends it without asking. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  /** Starts it again on the same port, with the same options and files. */
  void restart() {
    if (process.isAlive()) {
      throw new IllegalStateException("expected that it was stopped");
    }
    process = launch();
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    List<String> command = new ArrayList<>(List.of(executable.getAbsolutePath()));
    boolean configured = arguments.contains("--sentinel");
    List<String> common =
        List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", directory.toString());
    if (configured) { // The file comes first.
      command.addAll(arguments);
      command.addAll(common);
    } else {
      command.addAll(common);
      command.addAll(arguments);
    }
    try {
      Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
      waitUntilReady(started, configured ? SENTINEL_READY : READY);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads to the end what it prints, so that it is never held up by that. */
  private static void waitUntilReady(Process started, String line) {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(started, line, ready), "redis-output");
    reader.setDaemon(true);
    reader.start();
    try {
      ready.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (RuntimeException failed) {
      started.destroyForcibly();
      throw failed;
    }
  }

  private static void read(Process started, String line, CompletableFuture<Void> ready) {
    StringBuilder printed = new StringBuilder();
    try (BufferedReader output = started.inputReader(StandardCharsets.UTF_8)) {
      for (String next = output.readLine(); next != null; next = output.readLine()) {
        if (next.contains(line)) {
          ready.complete(null);
        } else if (!ready.isDone()) {
          printed.append(next).append('\n');
        }
      }
    } catch (IOException ended) {
      printed.append(ended);
    }
    ready.completeExceptionally(new IllegalStateException("Redis did not start: " + printed));
  }

  private void await() {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Redis did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static File executable() {
    return io.sockeye.testsupport.RedisServer.program().toFile();
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
