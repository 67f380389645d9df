package io.sockeye.interop;

import io.sockeye.Ack;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.Namespace;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketData;
import io.sockeye.server.SocketIoServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code cluster}: a node of a cluster, whose clients can have everything done that nodes can. */
final class ClusterRole implements Role {
  private static final List<String> NAMESPACES = List.of("/", "/chat");
  private static final long PATIENCE_SECONDS = 10;

  @Override
  public NettyServer start(CommandLine line, NettyOptions.Builder listen) throws UsageException {
    List<String> words = line.words();
    NodeAdapter reach = NodeAdapter.of(words.get(1), words.get(2));
    return start(words.get(0), words.get(1), reach, listen, lost -> {});
  }

  /**
   * Starts a node; it reaches the others by then, unless Redis is away.
   *
   * @param lost is told what the node is told of messages that were lost
   */
  static NettyServer start(
      String name,
      String adapter,
      NodeAdapter reach,
      NettyOptions.Builder listen,
      Consumer<String> lost) {
    CountDownLatch up = new CountDownLatch(NAMESPACES.size());
    SocketIoServer.Builder builder =
        SocketIoServer.builder()
            .adapter(reach.factory())
            .observer(
                new ServerObserver() {
                  @Override
                  public void clusterUp(Namespace namespace) {
                    up.countDown();
                  }

                  @Override
                  public void clusterMessagesLost(Namespace namespace, long count, String detail) {
                    lost.accept(namespace.name() + ": " + count + ", " + detail);
                  }
                });
    if (adapter.equals("redis-streams")) {
      builder.connectionStateRecovery(ConnectionStateRecovery.create());
    }
    SocketIoServer io = builder.build();
    NAMESPACES.forEach(nsp -> serve(io.of(nsp), name));
    await(up);
    return NettyServer.start(io, listen.build());
  }

  private static void await(CountDownLatch up) {
    try {
      if (!up.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("cluster: Redis is not there yet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void serve(Namespace nsp, String name) {
    ClusterOperations operations = new ClusterOperations(nsp);
    nsp.onServerSide(
        "question", (namespace, args, ack) -> ack.send(Map.of("node", name, "got", args.toList())));
    nsp.onServerSide("silence", (namespace, args, ack) -> {});

    nsp.onRequest("whoami", (socket, args) -> describe(socket, name));
    nsp.on("join", (socket, args, ack) -> tell(ack, socket.join(String.valueOf(args.get(0)))));
    nsp.on("leave", (socket, args, ack) -> tell(ack, socket.leave(String.valueOf(args.get(0)))));
    nsp.on(
        "set-data",
        (socket, args, ack) -> {
          setData(socket.data(), args.get(0));
          ack.send();
        });
    nsp.on("drop", (socket, args, ack) -> socket.session().close());
    nsp.onRequest("op", operations::run);
  }

  private static void tell(Ack ack, CompletionStage<Void> done) {
    var unused = done.thenRun(ack::send);
  }

  private static Map<String, Object> describe(Socket socket, String name) {
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("id", socket.id());
    who.put("node", name);
    who.put("rooms", socket.rooms());
    who.put("data", socket.data().toMap());
    who.put("recovered", socket.recovered());
    return who;
  }

  /** In place of all that was there. */
  private static void setData(SocketData data, @Nullable Object values) {
    data.toMap().keySet().forEach(data::remove);
    if (values instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (value != null) {
              data.put(String.valueOf(key), value);
            }
          });
    }
  }
}
