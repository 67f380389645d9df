package io.sockeye.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A real Redis of its own for a test, a process on the loopback that keeps nothing on disk; it can
 * end, as it should or as a crash does, and start again on its port.
 *
 * <p>The program comes from the jar of {@code embedded-redis}, of which nothing else is used. Not
 * thread-safe.
 */
public final class RedisServer implements AutoCloseable {
  private static final String VERSION = "7.0.15";
  private static final Pattern READY = Pattern.compile(".*Ready to accept connections.*");
  private static final Pattern SENTINEL_READY = Pattern.compile(".*\\+monitor master.*");
  private static final int ATTEMPTS = 5;

  private final int port;
  private final List<String> command;
  private final Thread lastResort = new Thread(this::kill, "redis-last-resort");
  private ChildProcess process;

  /** What it says when it is there. */
  private final Pattern ready;

  private RedisServer(int port, List<String> command, Pattern ready) throws IOException {
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

  private ChildProcess launch() throws IOException {
    return ChildProcess.start(
        "Redis", ready, new ProcessBuilder(command).redirectErrorStream(true));
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
    process.tellToEnd();
    process.awaitEnd();
  }

  /** Ends it as a crash does. Nothing happens if it is not there. */
  public void kill() {
    process.close();
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
