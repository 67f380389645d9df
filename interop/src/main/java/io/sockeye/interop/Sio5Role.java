package io.sockeye.interop;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.Cors;
import java.time.Duration;

/** {@code sio5}: the protocol suite of Socket.IO 5. */
final class Sio5Role implements Role {
  @Override
  public NettyServer start(CommandLine line, NettyOptions.Builder listen) {
    SocketIoServer io =
        SocketIoServer.builder()
            .pingInterval(Duration.ofMillis(300))
            .pingTimeout(Duration.ofMillis(200))
            .maxHttpBufferSize(1_000_000)
            .connectTimeout(Duration.ofSeconds(1))
            .cors(Cors.anyOrigin())
            .build();

    io.onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
    io.on("message", (socket, args, ack) -> socket.emit("message-back", Values.all(args)));
    io.on("message-with-ack", (socket, args, ack) -> ack.send(Values.all(args)));
    io.of("/custom").onConnection(socket -> socket.emit("auth", socket.handshake().auth()));

    return NettyServer.start(io, listen.build());
  }
}
