package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.PerMessageDeflate;

/** {@code bench}: for load generators. */
final class BenchRole implements Role {
  private static final int MANY = 1_000_000;

  @Override
  public NettyServer start(CommandLine line, NettyOptions.Builder listen) throws UsageException {
    SocketIoServer.Builder builder = SocketIoServer.builder();
    if (line.inlineHandlers()) {
      builder.inlineHandlers();
    }
    line.contextTakeover().ifPresent(takeover -> compress(builder, takeover));
    line.cluster().ifPresent(node -> builder.adapter(node.factory()));
    builder.maxConnections(MANY); // As many as the load generator can open.
    SocketIoServer io = builder.build();

    io.on("echo", String.class, (socket, text) -> socket.emit("echo", text));
    io.onRequest("ack", String.class, (socket, text) -> text);
    io.on("bin", byte[].class, (socket, binary) -> socket.emit("bin", binary));
    io.on("bcast", (socket, args, ack) -> io.emit("bcast", args.get(0)));
    io.on("join", String.class, (socket, room) -> socket.join(room));
    io.on(
        "room",
        RoomMessage.class,
        (socket, message) -> io.to(message.room()).emit("room", message.payload()));

    listen.transport(line.transport());
    line.eventLoops().ifPresent(listen::eventLoopThreads);
    return NettyServer.start(io, listen.build());
  }

  /** From the default threshold on, as the default level has it. */
  private static void compress(SocketIoServer.Builder builder, boolean takeover) {
    builder.perMessageDeflate(
        PerMessageDeflate.defaults()
            .withServerContextTakeover(takeover)
            .withClientContextTakeover(takeover));
  }

  /** What is to be said to a room. */
  record RoomMessage(String room, Object payload) {}
}
