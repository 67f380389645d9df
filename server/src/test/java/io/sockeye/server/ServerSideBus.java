package io.sockeye.server;

import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.cluster.ClusterAdapter;
import io.sockeye.server.cluster.ClusterBus;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterReceiver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A cluster in one process that is always there, and brings everything on the caller's thread. */
final class ServerSideBus {
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private String silent = "";

  /** Nobody answers in a namespace from now on. */
  void silence(String namespace) {
    silent = namespace;
  }

  /** The adapter of a namespace of another server. */
  Adapter connect(LocalNode node) {
    return new ClusterAdapter(node, new Link(node.namespace()));
  }

  private final class Link implements ClusterBus {
    private final String namespace;
    private final String nodeId = "node" + count.incrementAndGet();
    private ClusterReceiver receiver;

    Link(String namespace) {
      this.namespace = namespace;
    }

    @Override
    public String nodeId() {
      return nodeId;
    }

    @Override
    public CompletionStage<Void> open(ClusterReceiver taker) {
      receiver = taker;
      links.add(this);
      return CompletableFuture.completedStage(null);
    }

    private List<Link> others() {
      return links.stream()
          .filter(link -> link != this && link.namespace.equals(namespace))
          .toList();
    }

    @Override
    public CompletionStage<Optional<String>> publish(ClusterMessage message) {
      others().forEach(link -> link.receiver.onMessage(nodeId, message, null));
      return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Void> respond(String asker, ClusterMessage.Response response) {
      others().stream()
          .filter(link -> link.nodeId.equals(asker) && !namespace.equals(silent))
          .forEach(link -> link.receiver.onMessage(nodeId, response, null));
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Integer> otherNodes() {
      return CompletableFuture.completedStage(others().size());
    }

    @Override
    public CompletionStage<Void> close() {
      links.remove(this);
      return CompletableFuture.completedStage(null);
    }
  }
}
