package io.sockeye.server.cluster;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.server.adapter.LocalSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Servers whose messages travel one at a time, when the test says so: those of one server to
 * another in their order, else in any.
 */
final class SimulatedCluster {
  final ManualTimers timers = new ManualTimers();
  final List<Server> servers = new ArrayList<>();
  private final Random random;
  private final boolean countsNodes;

  /** What is under way, by its way. */
  private final Map<String, Queue<Runnable>> ways = new LinkedHashMap<>();

  SimulatedCluster(int size, boolean countsNodes, Random random) {
    this.random = random;
    this.countsNodes = countsNodes;
    for (int i = 0; i < size; i++) {
      servers.add(new Server("node" + i));
    }
  }

  /** One thing that is under way arrives; false if nothing is. */
  boolean bringOne() {
    List<Queue<Runnable>> waiting = ways.values().stream().filter(way -> !way.isEmpty()).toList();
    if (waiting.isEmpty()) {
      return false;
    }
    waiting.get(random.nextInt(waiting.size())).remove().run();
    return true;
  }

  /** All that is under way arrives, and what it causes. */
  void bringAll() {
    boolean more = true;
    while (more) {
      more = bringOne();
    }
  }

  private void send(String from, String to, Runnable message) {
    ways.computeIfAbsent(from + " > " + to, way -> new ArrayDeque<>()).add(message);
  }

  /** One server, and its sockets. */
  final class Server implements ClusterBus {
    final String name;
    final FakeNode node = new FakeNode(timers);
    final ClusterAdapter adapter;
    final List<FakeSocket> sockets = new ArrayList<>();
    private @Nullable ClusterReceiver receiver;

    Server(String name) {
      this.name = name;
      this.adapter = new ClusterAdapter(node, this);
      adapter.init();
      for (int i = 0; i < 2; i++) {
        FakeSocket socket = new FakeSocket(name + "-socket" + i);
        sockets.add(socket);
        adapter.add(socket, List.of(socket.id()));
      }
    }

    boolean isThere() {
      return receiver != null;
    }

    /** It is gone without a word, and so is what it has sent and nobody has yet. */
    void die() {
      receiver = null;
      ways.forEach(
          (way, messages) -> {
            if (way.startsWith(name + " > ")) {
              messages.clear();
            }
          });
    }

    List<String> socketIds() {
      return sockets.stream().map(LocalSocket::id).toList();
    }

    private List<Server> others() {
      return servers.stream().filter(other -> other != this && other.isThere()).toList();
    }

    private void send(Server to, ClusterMessage message) {
      SimulatedCluster.this.send(
          name,
          to.name,
          () -> {
            if (to.receiver != null) {
              to.receiver.onMessage(name, message, null);
            }
          });
    }

    @Override
    public String nodeId() {
      return name;
    }

    @Override
    public CompletionStage<Void> open(ClusterReceiver taker) {
      receiver = taker;
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Optional<String>> publish(ClusterMessage message) {
      if (!isThere()) {
        return CompletableFuture.failedStage(new IllegalStateException("gone"));
      }
      others().forEach(other -> send(other, message));
      return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Void> respond(String asker, ClusterMessage.Response response) {
      others().stream()
          .filter(other -> other.name.equals(asker))
          .forEach(other -> send(other, response));
      return CompletableFuture.completedStage(null);
    }

    @Override
    public boolean countsNodes() {
      return countsNodes;
    }

    /** The broker counts when the question arrives, which is later. */
    @Override
    public CompletionStage<Integer> otherNodes() {
      CompletableFuture<Integer> count = new CompletableFuture<>();
      SimulatedCluster.this.send(name, "broker", () -> count.complete(others().size()));
      return count;
    }

    @Override
    public CompletionStage<Void> close() {
      receiver = null;
      return CompletableFuture.completedStage(null);
    }
  }
}
