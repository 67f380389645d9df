package io.sockeye.testkit;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.cluster.ClusterAdapter;
import io.sockeye.server.cluster.ClusterBus;
import io.sockeye.server.cluster.ClusterEmitter;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterOptions;
import io.sockeye.server.cluster.ClusterPublisher;
import io.sockeye.server.cluster.ClusterReceiver;
import io.sockeye.server.cluster.Envelope;
import io.sockeye.server.cluster.EnvelopeCodec;
import io.sockeye.server.cluster.MessageFormats;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in one process, for tests: what a server publishes arrives at the others, as the same
 * objects or written and read again, on the thread that publishes unless another brings something
 * there just then. A test may hold messages up, drop some, and cut servers off.
 */
public final class InMemoryBus {
  private final boolean countsNodes;
  private final ClusterOptions options;

  /** Empty if messages arrive as they are. */
  private final Optional<MessageFormats> formats;

  private final List<Node> nodes = new CopyOnWriteArrayList<>();
  private final AtomicInteger names = new AtomicInteger();
  private volatile Predicate<ClusterMessage> dropped = message -> false;

  private InMemoryBus(
      boolean countsNodes, ClusterOptions options, Optional<MessageFormats> formats) {
    this.countsNodes = countsNodes;
    this.options = options;
    this.formats = formats;
  }

  /** A bus that knows who is there. */
  public static InMemoryBus counting(ClusterOptions options) {
    return new InMemoryBus(true, options, Optional.empty());
  }

  /** A bus that does not, so that the servers tell each other. */
  public static InMemoryBus withHeartbeats(ClusterOptions options) {
    return new InMemoryBus(false, options, Optional.empty());
  }

  /** A bus like this one, on which messages are written as the JavaScript servers write them. */
  public InMemoryBus inEnvelopes() {
    return new InMemoryBus(countsNodes, options, Optional.of(MessageFormats.create()));
  }

  /** Another server: what it is to be given as its adapter, and what happens to it. */
  public Node node() {
    Node node = new Node("node" + names.incrementAndGet());
    nodes.add(node);
    return node;
  }

  /** Loses messages on their way to each server, until told otherwise. */
  public void drop(Predicate<ClusterMessage> which) {
    dropped = which;
  }

  /** Emits into the cluster from outside of it; what it says arrives as it is. */
  public ClusterEmitter emitter() {
    return ClusterEmitter.over(new Outside());
  }

  /** What is no server, and yet publishes. */
  private final class Outside implements ClusterPublisher {
    @Override
    public CompletionStage<Void> publish(String namespace, ClusterMessage message) {
      nodes.stream()
          .filter(node -> !node.cut && !dropped.test(message))
          .flatMap(node -> node.links.stream())
          .filter(link -> link.namespace.equals(namespace))
          .forEach(link -> bring(link, message));
      return CompletableFuture.completedStage(null);
    }

    private void bring(Link to, ClusterMessage message) {
      to.node.bring(
          () -> to.tell(receiver -> receiver.onMessage(ClusterMessage.EMITTER, message, null)));
    }

    @Override
    public void close() {}
  }

  /** One server of the cluster. */
  public final class Node implements AdapterFactory {
    private final String name;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** What waits to be brought; guarded by the lock, as all that follows. */
    private final Queue<Runnable> held = new ArrayDeque<>();

    private boolean holding;
    private volatile boolean cut;

    Node(String name) {
      this.name = name;
    }

    /** The name that the others know it by, in all namespaces. */
    public String name() {
      return name;
    }

    @Override
    public Adapter create(LocalNode node) {
      return new ClusterAdapter(node, new Link(this, node.namespace()), options);
    }

    /** What others send to it waits from now on. */
    public void hold() {
      lock.lock();
      try {
        holding = true;
      } finally {
        lock.unlock();
      }
    }

    /** Brings what waits, and what comes from now on. */
    public void release() {
      for (Runnable message = nextHeld(); message != null; message = nextHeld()) {
        message.run();
      }
    }

    /** What waits next; null if nothing does, and then nothing waits any more. */
    private @Nullable Runnable nextHeld() {
      lock.lock();
      try {
        Runnable next = held.poll();
        holding = next != null;
        return next;
      } finally {
        lock.unlock();
      }
    }

    private void bring(Runnable message) {
      lock.lock();
      try {
        if (holding) {
          held.add(message);
          return;
        }
      } finally {
        lock.unlock();
      }
      message.run();
    }

    /**
     * The broker is away for it: nothing goes out or comes in, and what it sends fails.
     *
     * @param told whether it notices; if not, it is a server that has died without a word
     */
    public void cut(boolean told) {
      cut = true;
      if (told) {
        links.forEach(link -> link.tell(receiver -> receiver.onDown("cut by the test")));
      }
    }

    /** The broker is there again. */
    public void heal() {
      cut = false;
      links.forEach(link -> link.tell(ClusterReceiver::onUp));
    }
  }

  /** One namespace of one server. */
  private final class Link implements ClusterBus {
    private final Node node;
    private final String namespace;

    /** Empty if messages arrive as they are. */
    private final Optional<EnvelopeCodec> codec;

    private final SerialExecutor arrivals = SerialExecutor.mailbox(Runnable::run);
    private volatile Optional<ClusterReceiver> receiver = Optional.empty();

    Link(Node node, String namespace) {
      this.node = node;
      this.namespace = namespace;
      this.codec = formats.map(all -> new EnvelopeCodec(node.name, namespace, all));
    }

    @Override
    public String nodeId() {
      return node.name;
    }

    @Override
    public CompletionStage<Void> open(ClusterReceiver taker) {
      receiver = Optional.of(taker);
      node.links.add(this);
      tell(ClusterReceiver::onUp);
      return CompletableFuture.completedStage(null);
    }

    void tell(Consumer<ClusterReceiver> tale) {
      arrivals.execute(() -> receiver.ifPresent(tale));
    }

    private List<Link> others() {
      return nodes.stream()
          .filter(other -> other != node && !other.cut)
          .flatMap(other -> other.links.stream())
          .filter(link -> link.namespace.equals(namespace))
          .toList();
    }

    /** Brings a message on its way; it is written now, and read where it arrives. */
    private void bring(List<Link> receivers, ClusterMessage message) {
      Optional<byte[]> written = codec.map(each -> each.encode(message));
      for (Link to : receivers) {
        if (!dropped.test(message)) {
          to.node.bring(
              () ->
                  to.tell(
                      receiver -> to.take(receiver, new Envelope(node.name, message), written)));
        }
      }
    }

    private void take(ClusterReceiver taker, Envelope same, Optional<byte[]> written) {
      try {
        Envelope came =
            codec.isPresent() && written.isPresent() ? codec.get().decode(written.get()) : same;
        taker.onMessage(came.nodeId(), came.message(), null);
      } catch (ProtocolException e) {
        taker.onRefused(String.valueOf(e.getMessage()));
      }
    }

    @Override
    public CompletionStage<Optional<String>> publish(ClusterMessage message) {
      if (node.cut || receiver.isEmpty()) {
        return CompletableFuture.failedStage(new IllegalStateException("cut by the test"));
      }
      bring(others(), message);
      return CompletableFuture.completedStage(Optional.empty());
    }

    @Override
    public CompletionStage<Void> respond(String asker, ClusterMessage.Response response) {
      if (node.cut || receiver.isEmpty()) {
        return CompletableFuture.failedStage(new IllegalStateException("cut by the test"));
      }
      bring(others().stream().filter(link -> link.node.name.equals(asker)).toList(), response);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public boolean countsNodes() {
      return countsNodes;
    }

    @Override
    public CompletionStage<Integer> otherNodes() {
      return node.cut
          ? CompletableFuture.failedStage(new IllegalStateException("cut by the test"))
          : CompletableFuture.completedStage(others().size());
    }

    @Override
    public CompletionStage<Void> close() {
      node.links.remove(this);
      receiver = Optional.empty();
      return CompletableFuture.completedStage(null);
    }
  }
}
