package io.sockeye.client.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads are few, and gone when the network is closed. */
@Timeout(60)
final class NetworkThreadsTest {
  private static Set<Thread> clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                thread.getName().startsWith("sockeye-client-io-")
                    || thread.getName().startsWith("HttpClient-"))
        .collect(Collectors.toSet());
  }

  private static RawServer server() {
    return RawServer.start(
        peer -> {
          while (true) {
            peer.request();
            peer.answer(200, "", "ok");
          }
        });
  }

  private static JdkNetwork.Builder direct() {
    return JdkNetwork.builder().proxySelector(HttpClient.Builder.NO_PROXY);
  }

  @Test
  void fewThreadsServeManyConnectionsAndEndWithTheNetwork() throws Exception {
    Set<Thread> before = clientThreads();
    try (RawServer webSockets =
            RawServer.start(
                peer -> {
                  peer.acceptWebSocket("");
                  peer.awaitEnd();
                });
        RawServer http = server()) {
      useAndClose(before, webSockets, http);

      await()
          .atMost(20, SECONDS)
          .untilAsserted(
              () -> {
                // Java 17 has no other way to end the selector thread.
                System.gc();
                Set<Thread> left = clientThreads();
                left.removeAll(before);
                assertThat(left).isEmpty();
              });
    }
  }

  /** In a method of its own, so that nothing of the network is left on the stack. */
  private static void useAndClose(Set<Thread> before, RawServer webSockets, RawServer http)
      throws Exception {
    try (JdkNetwork network = direct().build()) {
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(network.send(JdkNetworkTest.get(http.uri("http:/"))));
        all.add(
            network.openWebSocket(
                new WebSocketCall(webSockets.uri("ws:/"), Map.of(), List.of(), Duration.ZERO, 1000),
                new WebSocketRecord()));
      }
      CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0])).get();

      Set<Thread> used = clientThreads();
      used.removeAll(before);
      assertThat(used).hasSizeLessThanOrEqualTo(5).allMatch(Thread::isDaemon);
    }
  }

  @Test
  void executorOfTheUserIsUsedAndNotClosed() throws Exception {
    ExecutorService executor =
        Executors.newFixedThreadPool(2, work -> new Thread(work, "of-the-user"));
    try (RawServer http = server()) {
      CompletableFuture<String> thread;
      try (JdkNetwork network = direct().executor(executor).build()) {
        thread =
            network
                .send(JdkNetworkTest.get(http.uri("http:/")))
                .thenApply(answer -> Thread.currentThread().getName());
        assertThat(thread.get()).isIn("of-the-user", Thread.currentThread().getName());
      }
      assertThat(executor.isShutdown()).isFalse();
    } finally {
      executor.shutdown();
    }
  }
}
