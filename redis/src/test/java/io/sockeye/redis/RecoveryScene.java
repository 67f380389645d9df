package io.sockeye.redis;

import static org.awaitility.Awaitility.await;

import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.Namespace;
import io.sockeye.server.RecoveryFailure;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.EngineSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** Servers that are one over streams, and keep the state of their clients together. */
abstract class RecoveryScene {
  /** One of the servers. */
  static final class Node implements ServerObserver {
    final RedisStreamsAdapter adapter;
    final SocketIoServer io;
    final List<RecoveryFailure> failures = new CopyOnWriteArrayList<>();
    final AtomicInteger ups = new AtomicInteger();
    final AtomicInteger downs = new AtomicInteger();

    Node(RedisStreamsAdapter adapter, ConnectionStateRecovery recovery) {
      this.adapter = adapter;
      this.io =
          SocketIoServer.builder()
              .adapter(adapter)
              .observer(this)
              .closeTimeout(Duration.ofSeconds(2))
              .connectionStateRecovery(recovery)
              .build();
    }

    Socket socket(Guest guest) {
      return io.socket(guest.id).orElseThrow();
    }

    void close() {
      io.close().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void recoveryFailed(EngineSession session, String namespace, RecoveryFailure reason) {
      failures.add(reason);
    }

    @Override
    public void clusterUp(Namespace namespace) {
      ups.incrementAndGet();
    }

    @Override
    public void clusterDown(Namespace namespace, String detail) {
      downs.incrementAndGet();
    }
  }

  private static final Duration BLOCK_TIME = Duration.ofSeconds(2);

  private final List<Node> nodes = new ArrayList<>();

  @AfterEach
  void closeNodes() {
    nodes.forEach(Node::close);
    nodes.forEach(node -> node.adapter.close());
    nodes.clear();
  }

  /** A server that is there. */
  final Node node(int port) {
    return node(port, UnaryOperator.identity(), ConnectionStateRecovery.create());
  }

  /** A server at a Redis of this address. */
  final Node node(String redis) {
    return node(redis, UnaryOperator.identity(), ConnectionStateRecovery.create());
  }

  final Node node(
      int port,
      UnaryOperator<RedisStreamsAdapter.Builder> streams,
      ConnectionStateRecovery recovery) {
    return node("127.0.0.1:" + port, streams, recovery);
  }

  private Node node(
      String redis,
      UnaryOperator<RedisStreamsAdapter.Builder> streams,
      ConnectionStateRecovery recovery) {
    RedisStreamsAdapter adapter =
        streams
            .apply(RedisStreamsAdapter.builder().blockTime(BLOCK_TIME))
            .connect(RedisSource.uri("redis://" + redis));
    Node node = new Node(adapter, recovery);
    nodes.add(node);
    await().atMost(Duration.ofSeconds(15)).until(() -> node.ups.get() > 0);
    warmUp(node);
    return node;
  }

  /** What is slow because it is done for the first time is no silence of Redis. */
  private static void warmUp(Node node) {
    String room = "warm-up";
    Guest probe = new Guest().connect(node.io);
    node.socket(probe).join(room);
    await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              int before = probe.events.size();
              node.io.to(room).emit("warm");
              await().until(() -> probe.events.size() > before);
              return !probe.offset.isEmpty();
            });
    probe.send("41");
    awaitGone(node, probe);
  }

  /** Waits until both servers hear each other, and each itself. */
  static void awaitBoth(Node one, Node other) {
    for (Node each : List.of(one, other)) {
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> each.io.serverCount().orTimeout(5, TimeUnit.SECONDS).join() == 2);
    }
  }

  /** Waits until a server does not know a client any more. */
  static void awaitGone(Node node, Guest guest) {
    await().until(() -> node.io.socket(guest.id).isEmpty());
  }
}
