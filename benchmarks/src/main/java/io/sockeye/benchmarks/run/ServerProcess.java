package io.sockeye.benchmarks.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer that runs on a core of its own, from its READY until it is closed. */
final class ServerProcess implements AutoCloseable {
  private static final int START_SECONDS = 60;
  private static final int END_SECONDS = 5;
  private static final long LOOK_MILLIS = 50;

  private final Process process;
  private final int port;
  private final Thread ender;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    // Whoever stops the run stops the server too.
    ender = new Thread(process::destroyForcibly, "bench-ender");
    Runtime.getRuntime().addShutdownHook(ender);
  }

  /**
   * Starts the peer and waits for it to listen.
   *
   * @param folder the folder of the benchmarks
   * @param javaOptions what a peer on the JVM is started with
   */
  static ServerProcess start(
      Program program, Path folder, int core, Path javaHome, String javaOptions, Path log)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("taskset", "-c", Integer.toString(core)));
    command.addAll(program.command(folder, port));
    Files.deleteIfExists(log);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("JAVA_OPTS", javaOptions);
    ServerProcess server = new ServerProcess(builder.start(), port);
    try {
      server.awaitReady(program.name(), log);
      return server;
    } catch (BenchFailure | IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  /** The scripts become the server, so that this is its process. */
  long pid() {
    return process.pid();
  }

  private void awaitReady(String name, Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.exists(log) || !Files.readString(log).contains("READY")) {
      boolean ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (ended || System.nanoTime() - deadline > 0) {
        throw new BenchFailure(
            "%s did not get READY; it printed:%n%s".formatted(name, Files.readString(log)));
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(ender);
  }
}
