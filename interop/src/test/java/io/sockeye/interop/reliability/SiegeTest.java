package io.sockeye.interop.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.testkit.WireClient;
import io.sockeye.testsupport.ChildProcess;
import io.sockeye.testsupport.Figures;
import io.sockeye.testsupport.Leftovers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A server in a JVM of its own that has little memory, or few descriptors, and more clients than it
 * can have: it goes on. Rows O02, O07 and T19 of the matrix; {@code -Dsiege.readers}, {@code
 * -Dsiege.broadcasts} and {@code -Dsiege.seconds} choose how many, and how long.
 */
@ExtendWith(Leftovers.class)
final class SiegeTest {
  private static final int READERS = Integer.getInteger("siege.readers", 20);
  private static final int BROADCASTS = Integer.getInteger("siege.broadcasts", 100);
  private static final int SECONDS = Integer.getInteger("siege.seconds", 1);

  private static final String PATH = "/socket.io/?EIO=4&transport=";
  private static final int KB_100 = 100_000;
  private static final int FLOODS = 4;
  private static final int DESCRIPTORS = 256;
  private static final long MB = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A little heap, and half as much beside it. */
  private static final List<String> MEMORY =
      List.of("-Xmx512m", "-XX:MaxDirectMemorySize=256m", "-XX:+ExitOnOutOfMemoryError");

  private static final Pattern READY = Pattern.compile("READY (\\d+)");

  private static final List<String> NO_BOUND = List.of();

  /** Of the descriptors, for the command that follows. */
  private static final List<String> BOUND =
      List.of("bash", "-c", "ulimit -n " + DESCRIPTORS + " && exec \"$@\"", "bash");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<WireClient> clients = new ArrayList<>();

  /** What a server said of itself. */
  private record Census(int connections, long heap) {
    static Census of(ChildProcess server) {
      server.say("census");
      String[] words = server.hear("CENSUS").split(" ");
      return new Census(Integer.parseInt(words[0]), Long.parseLong(words[1]));
    }
  }

  private static ChildProcess start(List<String> bound, String connectTimeout) throws IOException {
    List<String> command = ChildProcess.java(BesiegedServer.class, connectTimeout);
    command.addAll(1, MEMORY);
    command.addAll(0, bound);
    return ChildProcess.start(
        "a besieged server", READY, new ProcessBuilder(command).redirectErrorStream(true));
  }

  private static Duration cpu(ChildProcess process) {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }

  /** The memory that a process has from the system; 0 where that is not told. */
  private static long residentBytes(ChildProcess process) throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
        .findFirst()
        .orElse(0);
  }

  /** A client in the main namespace, whose system takes little of what it does not read. */
  private WireClient join(int port) {
    try {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(16 * 1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      WireClient client = WireClient.over(socket).openWebSocket(PATH + "websocket");
      clients.add(client);
      client.frame();
      client.text("40").frame();
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void echoes(WireClient client) {
    assertThat(client.text("42[\"echo\",\"well\"]").frame().text())
        .isEqualTo("42[\"echo\",\"well\"]");
  }

  private void end(ChildProcess server) throws InterruptedException {
    clients.forEach(WireClient::close);
    threads.shutdown();
    assertThat(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void readersThatStopCostNoMoreThanThereIs() throws Exception {
    try (ChildProcess server = start(NO_BOUND, "45000")) {
      int port = Integer.parseInt(server.ready(1));
      List<WireClient> readers = Stream.generate(() -> join(port)).limit(READERS).toList();
      for (WireClient reader : readers) {
        assertThat(reader.text("421[\"read\"]").frame().text()).isEqualTo("431[\"well\"]");
      }
      for (int i = 0; i < READERS; i++) {
        join(port); // And reads nothing more.
      }
      long begin = System.nanoTime();
      List<CompletableFuture<Void>> reading =
          readers.stream()
              .map(each -> CompletableFuture.runAsync(() -> count(each), threads))
              .toList();

      server.say("broadcast " + BROADCASTS + " " + KB_100);

      CompletableFuture.allOf(reading.toArray(CompletableFuture[]::new)).get();
      int slow = Integer.parseInt(server.hear("BROADCAST"));
      assertThat(slow).isEqualTo(READERS);
      Figures.tell(
          "O02",
          "%,d broadcasts of 100 KB to %d readers and %d that stopped in %d s, -Xmx512m: 0 lost,"
              + " %d slow ones closed, %,d MB resident",
          BROADCASTS,
          READERS,
          READERS,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
          slow,
          residentBytes(server) / MB);
      end(server);
    }
  }

  private static void count(WireClient reader) {
    for (int i = 0; i < BROADCASTS; i++) {
      String text = reader.frame().text();
      assertThat(text).startsWith("42[\"count\"," + i + ",").hasSizeGreaterThan(KB_100);
    }
  }

  @Test
  void floodOfHandshakesPasses() throws Exception {
    try (ChildProcess server = start(NO_BOUND, "3000")) {
      int port = Integer.parseInt(server.ready(1));
      WireClient neighbour = join(port);
      echoes(neighbour);
      Census before = Census.of(server);
      long resident = residentBytes(server);
      AtomicBoolean ended = new AtomicBoolean();
      AtomicInteger accepted = new AtomicInteger();
      AtomicInteger refused = new AtomicInteger();

      List<CompletableFuture<Void>> floods = new ArrayList<>();
      for (int i = 0; i < FLOODS; i++) {
        floods.add(
            CompletableFuture.runAsync(() -> flood(port, ended, accepted, refused), threads));
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      long slowest = 0;
      int echoes = 0;
      while (System.nanoTime() < end || accepted.get() < 1_000) {
        long begin = System.nanoTime();
        echoes(neighbour);
        slowest = Math.max(slowest, System.nanoTime() - begin);
        echoes++;
      }
      ended.set(true);
      CompletableFuture.allOf(floods.toArray(CompletableFuture[]::new)).get();

      Figures.tell(
          "O07",
          "%,d handshakes in %d s, %,d of them refused; meanwhile %,d echoes to a neighbour, the"
              + " slowest in %d ms; resident %+,d MB",
          accepted.get() + refused.get(),
          SECONDS,
          refused.get(),
          echoes,
          TimeUnit.NANOSECONDS.toMillis(slowest),
          (residentBytes(server) - resident) / MB);
      await().atMost(PATIENCE).until(() -> Census.of(server).connections() == 1);
      assertThat(Census.of(server).heap()).isLessThan(before.heap() + 100 * MB);
      echoes(join(port));
      end(server);
    }
  }

  /** One after the other, by a connection that stays open as long as the server likes. */
  private static void flood(
      int port, AtomicBoolean ended, AtomicInteger accepted, AtomicInteger refused) {
    while (!ended.get()) {
      try (WireClient client = WireClient.connect(port)) {
        int status = 200;
        while (!ended.get() && status == 200) {
          status = client.get(PATH + "polling").answer().status();
          (status == 200 ? accepted : refused).incrementAndGet();
        }
        assertThat(status).isIn(200, 503);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void wantOfDescriptorsPasses() throws Exception {
    try (ChildProcess server = start(BOUND, "45000")) {
      int port = Integer.parseInt(server.ready(1));
      WireClient neighbour = join(port);
      echoes(neighbour);
      Census.of(server);
      join(port).close(); // Its classes are loaded then, which takes descriptors, too.
      clients.remove(clients.size() - 1);
      List<WireClient> many = new ArrayList<>();

      for (int i = 0; i < 2 * DESCRIPTORS; i++) {
        many.add(WireClient.connect(port).get(PATH + "polling"));
      }

      Duration before = cpu(server);
      Duration look = Duration.ofSeconds(2);
      await().during(look).atMost(PATIENCE).until(server::isAlive);
      Duration computed = cpu(server).minus(before);
      echoes(neighbour);
      int connections = Census.of(server).connections();
      assertThat(connections).isLessThan(DESCRIPTORS);
      assertThat(computed).isLessThan(look.dividedBy(2)); // Who tries without a pause takes all.
      Figures.tell(
          "T19",
          "%d connections to a server with %d descriptors: %d served, %d ms of CPU in %d s",
          2 * DESCRIPTORS,
          DESCRIPTORS,
          connections,
          computed.toMillis(),
          look.toSeconds());

      many.forEach(WireClient::close);
      echoes(neighbour);
      echoes(join(port));
      end(server);
    }
  }
}
