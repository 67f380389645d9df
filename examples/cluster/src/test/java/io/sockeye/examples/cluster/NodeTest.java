package io.sockeye.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.DisconnectReason;
import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import io.sockeye.examples.cluster.Node.Said;
import io.sockeye.examples.cluster.Node.Visitor;
import io.sockeye.testsupport.ChildProcess;
import io.sockeye.testsupport.RedisServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class NodeTest {
  private static final long PATIENCE_SECONDS = 20;
  private static final Pattern ADDRESS = Pattern.compile(".*(http://127\\.0\\.0\\.1:\\d+).*");

  private final RedisServer redis = RedisServer.start();
  private final Node one = Node.start("one", 0, redis.url());
  private final Node two = Node.start("two", 0, redis.url());

  @AfterEach
  void stop() {
    try (redis;
        one;
        two) {
      // Each is closed, the last first, whatever the others do.
    }
  }

  private static String url(Node node) {
    return "http://127.0.0.1:" + node.port();
  }

  private static <T> BlockingQueue<T> gather(Socket socket, String event, Class<T> type) {
    BlockingQueue<T> gathered = new LinkedBlockingQueue<>();
    socket.on(event, type, gathered::add);
    return gathered;
  }

  private static Socket connect(Manager manager) {
    Socket socket = manager.socket("/").connect();
    socket.connected().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    return socket;
  }

  private static List<String> nodesOf(Socket socket) {
    Visitor[] here =
        socket
            .emitWithAck("who", Visitor[].class)
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
    return Stream.of(here).map(Visitor::node).toList();
  }

  @Test
  void whatIsSaidAtOneNodeIsHeardAtBoth() throws InterruptedException {
    try (Manager first = Manager.connect(url(one));
        Manager second = Manager.connect(url(two))) {
      Socket speaker = connect(first);
      Socket listener = connect(second);
      BlockingQueue<Said> heard = gather(listener, "said", Said.class);

      await().until(() -> nodesOf(speaker).equals(List.of("one", "two")));
      speaker.emit("say", "hello");

      assertThat(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isEqualTo(new Said("one", "hello"));
    }
  }

  @Test
  void balancerAndBrowserAreAnswered() throws IOException, InterruptedException {
    HttpClient http = HttpClient.newHttpClient();

    HttpResponse<String> health = get(http, "/health");
    HttpResponse<String> page = get(http, "/");

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("/socket.io/socket.io.js");
    assertThat(get(http, "/elsewhere").statusCode()).isEqualTo(404);
  }

  @Test
  void nodeThatIsToldToEndLetsItsVisitorsGoAndLeavesTheCluster() throws Exception {
    ProcessBuilder program =
        new ProcessBuilder(ChildProcess.java(Node.class, "three", "0", redis.url()))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    try (ChildProcess process = ChildProcess.start("node three", ADDRESS, program);
        Manager there = Manager.connect(process.ready(1));
        Manager here = Manager.connect(url(one))) {
      Socket leaving = connect(there);
      Socket staying = connect(here);
      BlockingQueue<DisconnectReason> reasons = new LinkedBlockingQueue<>();
      leaving.onDisconnect(reasons::add);
      await().until(() -> nodesOf(staying).equals(List.of("one", "three")));

      process.tellToEnd();

      assertThat(reasons.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
      assertThat(process.awaitEnd()).isEqualTo(143);
      assertThat(nodesOf(staying)).containsExactly("one");
    }
  }

  private HttpResponse<String> get(HttpClient http, String path)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url(one) + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
