package io.sockeye.benchmarks.load;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.PerMessageDeflate;
import java.util.function.Consumer;

/** A server in this JVM; right, or with a listener that is wrong. */
final class BenchServer implements AutoCloseable {
  private final NettyServer server;

  private BenchServer(SocketIoServer io) {
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").port(0).build());
  }

  /** Does what the role {@code bench} does. */
  static BenchServer start() {
    return start(BenchServer::serve);
  }

  static BenchServer start(Consumer<SocketIoServer> listeners) {
    return start(SocketIoServer.builder(), listeners);
  }

  /** Does what the role {@code bench} does, and compresses even the shortest. */
  static BenchServer startCompressing(boolean takeover) {
    return startCompressing(takeover, BenchServer::serve);
  }

  static BenchServer startCompressing(boolean takeover, Consumer<SocketIoServer> listeners) {
    PerMessageDeflate deflate =
        PerMessageDeflate.defaults()
            .withThreshold(0)
            .withServerContextTakeover(takeover)
            .withClientContextTakeover(takeover);
    return start(SocketIoServer.builder().perMessageDeflate(deflate), listeners);
  }

  private static BenchServer start(
      SocketIoServer.Builder builder, Consumer<SocketIoServer> listeners) {
    SocketIoServer io = builder.build();
    listeners.accept(io);
    return new BenchServer(io);
  }

  private static void serve(SocketIoServer io) {
    io.on("echo", String.class, (socket, text) -> socket.emit("echo", text));
    io.onRequest("ack", String.class, (socket, text) -> text);
    io.on("bin", byte[].class, (socket, binary) -> socket.emit("bin", binary));
    io.on("bcast", (socket, args, ack) -> io.emit("bcast", args.get(0)));
    io.on("join", String.class, (socket, room) -> socket.join(room));
    io.on(
        "room",
        RoomMessage.class,
        (socket, message) -> io.to(message.room()).emit("room", message.payload()));
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }

  record RoomMessage(String room, Object payload) {}
}
