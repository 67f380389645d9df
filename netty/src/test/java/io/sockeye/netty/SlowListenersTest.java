package io.sockeye.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.netty.WatchedServer.Guest;
import io.sockeye.netty.WatchedServer.Poller;
import io.sockeye.server.SocketIoServer;
import io.sockeye.testkit.WireClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that are faster than the listeners of their events: they wait, and lose nothing. */
final class SlowListenersTest {
  /** More than the operating systems of both ends take. */
  private static final int FLOOD = 30_000;

  private static final String KB_1 = "x".repeat(1_000);

  private final Queue<Integer> heard = new ConcurrentLinkedQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void releaseListeners() {
    release.countDown();
  }

  private WatchedServer server(SocketIoServer.Builder options) {
    WatchedServer server = new WatchedServer(options);
    server.io.on(
        "n",
        (socket, args, ack) -> {
          release.await();
          heard.add(args.get(0, Integer.class));
        });
    return server;
  }

  private static CompletableFuture<Void> flood(WireClient client) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; i < FLOOD; i++) {
            client.frame(WireClient.TEXT, "42[\"n\",%d,\"%s\"]".formatted(i, KB_1).getBytes(UTF_8));
          }
        });
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void floodWaitsInItsOwnNetwork() {
    try (WatchedServer server = server(SocketIoServer.builder());
        Guest flooding = server.webSocket();
        Guest other = server.webSocket()) {
      long before = server.packetsReceived.get();
      CompletableFuture<Void> flood = flood(flooding.client());
      await().until(() -> server.limits.contains("maxQueuedEvents"));

      for (int i = 0; i < 100; i++) {
        other.echoes();
      }

      // 256 events, the pause of one other read of the loop, and the echoes.
      assertThat(server.packetsReceived.get() - before).isLessThanOrEqualTo(256 + 100);
      assertThat(flood).isNotDone();
      release.countDown();
      await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == FLOOD);
      assertThat(List.copyOf(heard)).isEqualTo(numbers(FLOOD));
    }
  }

  @Test
  void postIsAnsweredWhenItsEventsAreNearlyDone() {
    try (WatchedServer server = server(SocketIoServer.builder());
        WireClient client = server.connect();
        Guest other = server.webSocket()) {
      Poller poller = server.polling();
      List<String> events = new ArrayList<>();
      IntStream.range(0, 300).forEach(i -> events.add("42[\"n\"," + i + "]"));

      client.post(poller.target(), String.join("\u001e", events));
      await().until(() -> server.limits.contains("maxQueuedEvents"));
      other.echoes();
      assertThat(heard).isEmpty();
      release.countDown();

      assertThat(client.answer().body()).isEqualTo("ok");
      assertThat(heard.size()).isGreaterThanOrEqualTo(300 - 256 / 4);
      await().until(() -> heard.size() == 300);
      assertThat(List.copyOf(heard)).isEqualTo(numbers(300));
    }
  }

  @Test
  void blockedListenersHoldUpNobodyElse() {
    try (WatchedServer server = server(SocketIoServer.builder());
        Guest other = server.webSocket()) {
      List<Guest> blocked = Stream.generate(server::webSocket).limit(50).toList();
      blocked.forEach(each -> each.client().text("42[\"n\",1]"));

      for (int i = 0; i < 1_000; i++) {
        other.echoes();
      }

      assertThat(heard).isEmpty();
      release.countDown();
      await().until(() -> heard.size() == 50);
      blocked.forEach(Guest::echoes);
      blocked.forEach(Guest::close);
    }
  }

  @Test
  void fullExecutorLosesNoEvent() {
    ThreadPoolExecutor full =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
    try (WatchedServer server = server(SocketIoServer.builder().handlers(full))) {
      List<Guest> guests = Stream.generate(server::webSocket).limit(5).toList();
      long before = server.packetsReceived.get();
      for (int i = 0; i < 1_000; i++) {
        for (Guest each : guests) {
          each.client().text("42[\"n\"," + i + "]");
        }
      }
      await().until(() -> server.packetsReceived.get() - before == 5 * 256);
      release.countDown();

      await().atMost(Duration.ofSeconds(30)).until(() -> heard.size() == 5_000);
      assertThat(heard.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5 * 999 * 1_000 / 2);
      guests.forEach(Guest::echoes);
      guests.forEach(Guest::close);
    } finally {
      full.shutdown();
    }
  }
}
