package io.sockeye.examples.cluster;

import io.sockeye.testsupport.RedisServer;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts Redis, two nodes in processes of their own, and HAProxy or nginx in front of them if one
 * is installed: {@code Launcher DIRECTORY-OF-THE-EXAMPLE}. All of it ends with this.
 */
public final class Launcher {
  private final Path directory;
  private final Deque<Process> started = new ArrayDeque<>();

  private Launcher(Path directory) {
    this.directory = directory;
  }

  /** Runs until the process is told to end. */
  public static void main(String[] args) throws IOException {
    RedisServer redis = RedisServer.start();
    Launcher launcher = new Launcher(Path.of(args[0]));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  launcher.stop();
                  redis.close();
                },
                "launcher-shutdown"));
    System.out.println("Redis: " + redis.url());
    launcher.startNode("one", 3001, redis.url());
    launcher.startNode("two", 3002, redis.url());
    launcher.startBalancer();
    launcher.started.forEach(process -> process.onExit().join());
  }

  /** Returns when it says that it is there. */
  private void startNode(String name, int port, String redisUrl) throws IOException {
    Process node =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Node.class.getName(),
                name,
                String.valueOf(port),
                redisUrl)
            .redirectError(Redirect.INHERIT)
            .start();
    started.push(node);
    System.out.println(node.inputReader().readLine()); // All that it ever says there.
  }

  private void startBalancer() throws IOException {
    if (isInstalled("haproxy")) {
      System.out.println("Both, by HAProxy: http://127.0.0.1:3000");
      start("haproxy", "-f", directory.resolve("haproxy.cfg").toString());
    } else if (isInstalled("nginx")) {
      System.out.println("Both, by nginx: http://127.0.0.1:3000");
      String writable = Files.createDirectories(directory.resolve("target/nginx")).toString();
      start("nginx", "-p", writable, "-c", directory.resolve("nginx.conf").toString());
    } else {
      System.out.println("Install HAProxy or nginx to have both at http://127.0.0.1:3000.");
    }
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private void start(String... command) throws IOException {
    started.push(new ProcessBuilder(List.of(command)).inheritIO().start());
  }

  /** The balancer first, so that it does not complain of nodes that are gone. */
  private void stop() {
    started.forEach(Process::destroy);
    started.forEach(process -> process.onExit().join());
  }
}
