package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.SendResult;
import io.sockeye.netty.WatchedServer.Guest;
import io.sockeye.netty.WatchedServer.Poller;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.WireClient;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Clients that read slowly, or not at all: what they may cost, and that nobody else notices. The
 * operating systems of both ends take some megabytes before anything waits here, so tests send
 * until that is full.
 */
final class SlowReadersTest {
  private static final int CAP = 4 * 1024 * 1024;
  private static final int HIGH = 256 * 1024;
  private static final int LOW = 64 * 1024;
  private static final String KB_10 = "x".repeat(10_000);
  private static final String KB_100 = "x".repeat(100_000);

  /** How many readers stop at once, and as many that do not. */
  private static final int READERS = Integer.getInteger("sockeye.stoppedReaders", 20);

  /** How many messages each of them is sent. */
  private static final int MESSAGES = Integer.getInteger("sockeye.messages", 100);

  /** Reads events in their order, from 0 to a number, in a thread of its own. */
  private static CompletableFuture<Void> counts(Guest guest, int to) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < to; i++) {
                  assertThat(guest.client().frame().text()).startsWith("42[\"count\"," + i);
                }
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    reader.setDaemon(true);
    reader.start();
    return done;
  }

  /** Sends what is taken at once, so that as much waits as there may without being too much. */
  private static void fill(Socket socket) {
    while (socket.isWritable()) {
      socket.emit("fill", KB_10);
    }
  }

  @Test
  void stoppedReaderIsClosedAtTheCapAndOthersLoseNothing() {
    try (WatchedServer server = new WatchedServer(SocketIoServer.builder());
        Guest stopped = server.webSocket()) {
      List<Guest> others = Stream.generate(server::webSocket).limit(3).toList();
      others.forEach(each -> each.socket().join("others"));
      List<CompletableFuture<Void>> read =
          others.stream().map(each -> counts(each, 1_000)).toList();

      long most = 0;
      for (int i = 0; i < 10_000; i++) {
        most = Math.max(most, stopped.emit("much", KB_10));
        if (i % 10 == 0) {
          server.io.to("others").emit("count", i / 10);
        }
      }

      assertThat(read).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(30)));
      await().until(() -> server.disconnected.size() == 1);
      assertThat(server.disconnected)
          .containsExactly(
              "transport error: slow consumer: more than 4194304 bytes wait to be sent");
      assertThat(server.slowConsumers).containsExactly("maxOutboundBytes");
      assertThat(most).isBetween((long) CAP, CAP + 11_000L);
      others.forEach(Guest::close);
    }
  }

  @Test
  void stoppedReaderCostsTheHeapNoMoreThanTheCap() {
    try (WatchedServer server = new WatchedServer(SocketIoServer.builder());
        Guest stopped = server.webSocket()) {
      stopped.emit("much", KB_100); // What is made once for all is made then.
      long before = heap();

      int sent = 0;
      while (stopped.emit("much", sent + KB_10) < CAP - 2 * KB_10.length()) {
        sent++;
      }

      assertThat(sent).isGreaterThan(CAP / KB_10.length());
      // The cap counts what goes to the wire; the arrays that it is in grew by doubling.
      await().untilAsserted(() -> assertThat(heap() - before).isLessThan(2 * CAP + 1_000_000));
      assertThat(stopped.socket().isConnected()).isTrue();
    }
  }

  private static long heap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  @Test
  void stoppedReadersTogetherHoldNoMoreThanTheBudget() {
    long budget = READERS * 500_000L;
    try (WatchedServer server =
        new WatchedServer(SocketIoServer.builder().maxTotalOutboundBytes(budget))) {
      List<Guest> stopped = Stream.generate(server::webSocket).limit(READERS).toList();
      List<Guest> healthy = Stream.generate(server::webSocket).limit(READERS).toList();
      healthy.forEach(each -> each.socket().join("healthy"));
      List<CompletableFuture<Void>> read =
          healthy.stream().map(each -> counts(each, MESSAGES)).toList();

      for (int i = 0; i < MESSAGES; i++) {
        server.io.to("healthy").emit("count", i, KB_100);
        for (Guest each : stopped) {
          each.emit("own", i + KB_100); // Shared with nobody.
        }
        await().until(() -> pendingOf(stopped) <= budget + READERS * (long) LOW);
        healthy.forEach(each -> awaitDrain(each.socket()));
      }

      assertThat(read).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(60)));
      assertThat(server.slowConsumers).contains("maxTotalOutboundBytes");
      assertThat(healthy).allMatch(each -> each.socket().isConnected());
      Stream.concat(stopped.stream(), healthy.stream()).forEach(Guest::close);
    }
  }

  private static long pendingOf(List<Guest> guests) {
    return guests.stream().mapToLong(each -> each.socket().session().pendingBytes()).sum();
  }

  @Test
  void largeBroadcastToManyWhoReadIsNoReasonToCloseOne() {
    try (WatchedServer server =
        new WatchedServer(SocketIoServer.builder().maxTotalOutboundBytes(1_000_000))) {
      List<Guest> guests = Stream.generate(server::webSocket).limit(READERS).toList();
      List<CompletableFuture<Void>> read =
          guests.stream().map(each -> counts(each, MESSAGES)).toList();

      for (int i = 0; i < MESSAGES; i++) {
        server.io.emit("count", i, KB_100);
        guests.forEach(each -> awaitDrain(each.socket()));
      }

      assertThat(read).allSatisfy(each -> assertThat(each).succeedsWithin(Duration.ofSeconds(60)));
      assertThat(server.slowConsumers).isEmpty();
      guests.forEach(Guest::close);
    }
  }

  private static void awaitDrain(Socket socket) {
    try {
      socket.onDrain().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(socket.disconnectDetail().orElse("no detail"), e);
    }
  }

  @Test
  void slowReaderMissesVolatileEventsOnly() {
    try (WatchedServer server = new WatchedServer(SocketIoServer.builder());
        Guest slow = server.webSocket()) {
      Socket socket = slow.socket();
      List<String> received = new ArrayList<>();
      int emitted = 20_000;
      int sent = 0;

      for (int i = 0; i < emitted; i++) {
        sent += socket.asVolatile().emit("v", KB_10) == SendResult.SENT ? 1 : 0;
        if (i % 100 == 0) {
          socket.emit("kept", i / 100);
          received.add(slow.client().frame().text());
        }
      }
      socket.emit("end");
      while (!received.contains("42[\"end\"]")) {
        received.add(slow.client().frame().text());
      }

      List<String> kept = received.stream().filter(each -> each.contains("kept")).toList();
      assertThat(kept).hasSize(200);
      for (int i = 0; i < 200; i++) {
        assertThat(kept.get(i)).isEqualTo("42[\"kept\",%d]", i);
      }
      // While the I/O thread is at the session, nobody waits to hear that an event was dropped.
      assertThat(received).hasSizeLessThanOrEqualTo(sent + 201);
      assertThat(emitted - sent).isGreaterThan(emitted * 9 / 10);
      int dropped = emitted - (received.size() - 201);
      await().untilAsserted(() -> assertThat(server.dropped).hasValue(dropped));
      await().until(socket::isWritable);
    }
  }

  @Test
  void clientThatNeverPollsAgainIsClosedByTheHeartbeat() {
    try (WatchedServer server =
        new WatchedServer(
            SocketIoServer.builder()
                .pingInterval(Duration.ofMillis(300))
                .pingTimeout(Duration.ofMillis(200)))) {
      Socket socket = server.polling().socket();
      for (int i = 0; i < 100; i++) {
        socket.emit("kept", KB_10);
      }

      await().until(() -> server.disconnected.size() == 1);

      assertThat(server.disconnected).containsExactly("ping timeout: nothing");
      assertThat(socket.session().pendingBytes()).isZero();
    }
  }

  @Test
  void clientThatNeverPollsAgainIsClosedAtTheCap() {
    try (WatchedServer server = new WatchedServer(SocketIoServer.builder())) {
      Socket socket = server.polling().socket();

      long most = 0;
      int sent = 0;
      while (socket.emit("kept", KB_10) == SendResult.SENT) {
        most = Math.max(most, socket.session().pendingBytes());
        sent++;
      }

      assertThat(sent).isBetween(CAP / 11_000, CAP / 10_000 + 1);
      assertThat(most).isLessThan(CAP + 11_000L);
      await().until(() -> server.disconnected.size() == 1);
      assertThat(server.disconnected.peek()).startsWith("transport error: slow consumer");
    }
  }

  @Test
  void pollsWhoseAnswersNobodyReadsEndTheSession() {
    int cap = 16_000_000; // Of answers of 8 MB the operating system takes but a part.
    try (WatchedServer server = new WatchedServer(SocketIoServer.builder().maxOutboundBytes(cap))) {
      Poller poller = server.polling();
      List<WireClient> connections = new ArrayList<>();
      long most = 0;

      while (server.slowConsumers.isEmpty() && connections.size() < 50) {
        long flushed = server.packetsFlushed.get();
        int sent = 0;
        while (sent < 80 && poller.socket().emit("large", KB_100) == SendResult.SENT) {
          sent++;
        }
        most = Math.max(most, poller.socket().session().pendingBytes());
        if (sent == 80) {
          connections.add(server.connect().get(poller.target()));
          await().until(() -> server.packetsFlushed.get() == flushed + 80);
        }
      }

      assertThat(server.slowConsumers).containsExactly("maxOutboundBytes");
      assertThat(connections).hasSizeGreaterThan(1);
      assertThat(most).isLessThan(cap + 110_000L);
      connections.forEach(WireClient::close);
    }
  }

  @Test
  void readerThatIsTooSlowForTooLongIsClosed() {
    try (WatchedServer server =
            new WatchedServer(
                SocketIoServer.builder().slowConsumerTimeout(Duration.ofMillis(500)));
        Guest stopped = server.webSocket();
        Guest other = server.webSocket()) {
      await()
          .until(
              () -> {
                fill(stopped.socket());
                return !server.disconnected.isEmpty();
              });

      assertThat(server.disconnected)
          .containsExactly(
              "transport error: slow consumer: more than 262144 bytes have waited to be sent for"
                  + " PT0.5S");
      assertThat(server.limits).contains("slowConsumerTimeout");
      other.echoes();
    }
  }

  @Test
  void programThatWaitsForTheDrainFillsNoMemory() {
    try (WatchedServer server = new WatchedServer(SocketIoServer.builder());
        Guest slow = server.webSocket()) {
      int rows = 5_000;
      CompletableFuture<Void> read = counts(slow, rows);

      long most = 0;
      for (int i = 0; i < rows; i++) {
        slow.socket().emit("count", i, KB_10);
        most = Math.max(most, slow.socket().session().pendingBytes());
        if (!slow.socket().isWritable()) {
          awaitDrain(slow.socket());
          assertThat(slow.socket().session().pendingBytes()).isLessThanOrEqualTo(LOW);
        }
      }

      assertThat(read).succeedsWithin(Duration.ofSeconds(30));
      assertThat(most).isLessThan(2 * HIGH); // One message more, and what is seen twice on its way.
    }
  }
}
