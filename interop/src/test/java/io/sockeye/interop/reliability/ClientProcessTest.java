package io.sockeye.interop.reliability;

import static io.sockeye.interop.client.Clients.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testsupport.ChildProcess;
import io.sockeye.testsupport.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client in a JVM of its own, to which happens what happens to a whole program: it is put to
 * sleep, or cannot find the name of its server. Rows K08 and K09 of the matrix; {@code
 * -Dsleep.seconds} chooses how long it sleeps after the server has given it up.
 */
@DisabledOnOs(OS.WINDOWS)
final class ClientProcessTest {
  private static final int SLEEP_SECONDS = Integer.getInteger("sleep.seconds", 0);

  private static final Pattern READY = Pattern.compile("READY");

  private final Queue<String> left = new ConcurrentLinkedQueue<>();
  private final NettyServer server;

  ClientProcessTest() {
    SocketIoServer io =
        SocketIoServer.builder()
            .pingInterval(Duration.ofMillis(400))
            .pingTimeout(Duration.ofMillis(1_200))
            .build();
    io.onConnection(
        socket -> {
          socket.onRequest("echo", String.class, text -> text);
          socket.onDisconnect(reason -> left.add(reason.text()));
        });
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").build());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private ChildProcess start(String host, String... options) throws IOException {
    List<String> command =
        ChildProcess.java(ClientProgram.class, "http://" + host + ":" + server.port());
    command.addAll(1, List.of(options));
    return ChildProcess.start(
        "a client", READY, new ProcessBuilder(command).redirectErrorStream(true));
  }

  @Test
  void clientThatSleptComesBackAtOnce() throws IOException {
    try (ChildProcess client = start("127.0.0.1")) {
      client.hear("CONNECTED");

      client.signal("STOP");
      eventually().until(() -> !left.isEmpty());
      assertThat(left).containsExactly("ping timeout");
      if (SLEEP_SECONDS > 0) {
        Duration sleep = Duration.ofSeconds(SLEEP_SECONDS);
        await().during(sleep).atMost(sleep.multipliedBy(2)).until(() -> left.size() == 1);
      }
      long begin = System.nanoTime();
      client.signal("CONT");

      client.hear("DISCONNECTED");
      client.hear("CONNECTED");
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      client.say("awake");
      assertThat(client.hear("ANSWER")).isEqualTo("awake");
      Figures.tell(
          "K08",
          "a client that was stopped for %d s beyond its heartbeat: back after %d ms",
          SLEEP_SECONDS,
          millis);
    }
  }

  @Test
  void nameThatIsFoundLaterIsFound(@TempDir Path directory) throws IOException {
    Path hosts = Files.createFile(directory.resolve("hosts"));
    // The JDK remembers for 10 seconds that there is no such name, which is not ours to test.
    String[] options = {"-Djdk.net.hosts.file=" + hosts, "-Dsun.net.inetaddr.negative.ttl=0"};
    try (ChildProcess client = start("chat.example", options)) {
      client.hear("FAILED");
      client.hear("FAILED");

      Files.writeString(hosts, "127.0.0.1 chat.example\n");

      client.hear("CONNECTED");
      client.say("found");
      assertThat(client.hear("ANSWER")).isEqualTo("found");
    }
  }
}
