package io.sockeye.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sockeye.ConnectErrorException;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.Namespace;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.ResponseHeaders;
import io.sockeye.server.engine.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code java-client}: the suite of the official Java client of Socket.IO. */
final class JavaClientRole implements Role {
  private static final String HEADER = "X-SocketIO";

  @Override
  public NettyServer start(CommandLine line, NettyOptions.Builder listen) {
    SocketIoServer io =
        SocketIoServer.builder()
            .pingInterval(Duration.ofSeconds(2))
            .use(JavaClientRole::answerHeader)
            .build();

    io.of("/timeout_socket");
    io.of("/valid");
    io.of("/asd");
    io.of("/abc").onConnection(socket -> socket.emit("handshake", socket.handshake().toMap()));
    io.of("/no")
        .use(
            (socket, handshake) -> {
              Map<String, Object> data = new LinkedHashMap<>();
              data.put("a", "b");
              data.put("c", 3);
              throw new ConnectErrorException("auth failed", data);
            });
    serve(io);
    serve(io.of("/foo"));

    return NettyServer.start(io, listen.build());
  }

  private static Verdict answerHeader(HttpRequest request, ResponseHeaders response) {
    request.header(HEADER).ifPresent(value -> response.set(HEADER, value));
    return Verdict.allow();
  }

  private static void serve(Namespace nsp) {
    nsp.onConnection(socket -> socket.send("hello client"));
    nsp.on("message", (socket, args, ack) -> socket.send(Values.all(args)));
    nsp.on("echo", (socket, args, ack) -> socket.emit("echoBack", Values.all(args)));
    nsp.on("ack", (socket, args, ack) -> ack.send(Values.all(args)));
    nsp.on("callAck", (socket, args, ack) -> callAck(socket));
    nsp.on("callAckBinary", (socket, args, ack) -> callAck(socket));
    nsp.onRequest("getAckBinary", (socket, args) -> "huehue".getBytes(US_ASCII));
    nsp.onRequest("getAckDate", (socket, args) -> Values.now());
    nsp.on(
        "broadcast",
        (socket, args, ack) -> socket.broadcast().emit("broadcastBack", Values.all(args)));
    nsp.on("room", (socket, args, ack) -> nsp.to(socket.id()).emit("roomBack", Values.all(args)));
    nsp.on("requestDisconnect", (socket, args, ack) -> socket.disconnect());
    nsp.onRequest("getHandshake", (socket, args) -> socket.handshake().toMap());
  }

  private static void callAck(Socket socket) {
    var unused =
        socket.emitWithAck("ack").thenAccept(answer -> socket.emit("ackBack", Values.all(answer)));
  }
}
