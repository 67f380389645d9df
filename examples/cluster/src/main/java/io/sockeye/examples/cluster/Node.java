package io.sockeye.examples.cluster;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.redis.RedisStreamsAdapter;
import io.sockeye.server.RemoteSocket;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One node of the cluster: {@code Node NAME PORT REDIS-URL}. */
public final class Node implements AutoCloseable {
  private static final String NODE = "node";

  /** The balancer asks each second, and believes the second time. */
  private static final Duration BALANCER_NOTICES = Duration.ofSeconds(2);

  /** Visitors go over this time, so that the other node does not get them all at once. */
  private static final Duration CLOSE_SPREAD = Duration.ofSeconds(2);

  private final String name;
  private final RedisStreamsAdapter redis;
  private final NettyServer server;

  private Node(String name, int port, String redisUrl, Duration shutdownDelay) {
    this.name = name;
    redis = RedisStreamsAdapter.connect(redisUrl);
    SocketIoServer io = SocketIoServer.builder().adapter(redis).closeSpread(CLOSE_SPREAD).build();
    serve(io);
    server =
        NettyServer.start(
            io,
            NettyOptions.builder()
                .host("127.0.0.1")
                .port(port)
                .shutdownDelay(shutdownDelay)
                .fallback(new Page(io::isReady))
                .build());
  }

  /**
   * Starts a node.
   *
   * @param port 0 lets the system pick one
   */
  static Node start(String name, int port, String redisUrl) {
    return new Node(name, port, redisUrl, Duration.ZERO);
  }

  /** Nothing here knows that there are other nodes: what is for all goes to all. */
  private void serve(SocketIoServer io) {
    io.onConnection(socket -> welcome(io, socket));
    io.onDisconnect((socket, reason) -> io.emit("changed"));
    io.on("say", String.class, (socket, text) -> io.emit("said", new Said(name, text)));
    io.onRequest("who", (socket, args) -> everybody(io));
  }

  private void welcome(SocketIoServer io, Socket socket) {
    socket.data().put(NODE, name);
    socket.emit("welcome", name);
    io.emit("changed");
  }

  private static CompletionStage<List<Visitor>> everybody(SocketIoServer io) {
    return io.fetchSockets()
        .thenApply(
            sockets ->
                sockets.stream()
                    .map(Node::visitor)
                    .sorted(Comparator.comparing(Visitor::node).thenComparing(Visitor::id))
                    .toList());
  }

  private static Visitor visitor(RemoteSocket socket) {
    return new Visitor(socket.id(), socket.data().get(NODE, String.class).orElse("?"));
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    redis.close(); // After the server, whose goodbye goes over it.
  }

  /**
   * Runs until the process is told to end: then the balancer is told first, and the visitors go.
   */
  public static void main(String[] args) {
    Node node = new Node(args[0], Integer.parseInt(args[1]), args[2], BALANCER_NOTICES);
    Runtime.getRuntime().addShutdownHook(new Thread(node::close, "node-shutdown"));
    System.out.printf(
        "Node %s: http://127.0.0.1:%d, process %d%n",
        args[0], node.port(), ProcessHandle.current().pid());
  }

  /** What somebody said, and at which node. */
  record Said(String node, String text) {}

  /** Somebody who is here. */
  record Visitor(String id, String node) {}
}
