package io.sockeye.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sockeye.Args;
import io.sockeye.ConnectErrorException;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.Handshake;
import io.sockeye.server.Namespace;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.HttpRequest;
import io.sockeye.server.engine.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code js-client}: the suite of the official JavaScript client of Socket.IO. With connection
 * state recovery as the suite's own server has it.
 */
final class JsClientRole implements Role {
  private static final byte[] BINARY = "asdfasdf".getBytes(US_ASCII);
  private static final List<String> TEXTS =
      List.of("てすと", "Я Б Г Д Ж Й", "Ä ä Ü ü ß", "utf8 — string", "utf8 — string");

  /** The suite's connect timeouts are shorter than the time that this takes for its answer. */
  private static final Executor AFTER_10_MS =
      CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

  @Override
  public NettyServer start(CommandLine line, NettyOptions.Builder listen) {
    SocketIoServer io =
        SocketIoServer.builder()
            .pingInterval(Duration.ofSeconds(2))
            .allowRequest(JsClientRole::allowLater)
            .connectionStateRecovery(ConnectionStateRecovery.create().withSkipMiddlewares(true))
            .build();

    io.of("/timeout_socket");
    io.of("/valid");
    io.of("/asd");
    io.of("/foo").onRequest("getId", (socket, args) -> socket.id());
    io.of("/abc").onConnection(socket -> socket.emit("handshake", socket.handshake().toMap()));
    io.of("/no")
        .use(
            (socket, handshake) -> {
              throw new ConnectErrorException("Auth failed (custom namespace)");
            });
    io.use(JsClientRole::refuseOnDemand);
    serveText(io);
    serveBinary(io);

    return NettyServer.start(io, listen.build());
  }

  private static CompletionStage<Verdict> allowLater(HttpRequest request) {
    return CompletableFuture.supplyAsync(Verdict::allow, AFTER_10_MS);
  }

  private static @Nullable Object refuseOnDemand(Socket socket, Handshake handshake) {
    if (!handshake.query().getOrDefault("fail", "").isEmpty()) {
      throw new ConnectErrorException("Auth failed (main namespace)");
    }
    return null;
  }

  private static void serveText(Namespace nsp) {
    nsp.on("hi", (socket, args, ack) -> socket.emit("hi"));
    nsp.on("echo", (socket, args, ack) -> ack.send(args.get(0)));
    nsp.on("ack", (socket, args, ack) -> askBack(socket));
    nsp.onRequest("getAckDate", (socket, args) -> Values.now());
    nsp.on("getDate", (socket, args, ack) -> socket.emit("takeDate", Values.now()));
    nsp.on(
        "getDateObj",
        (socket, args, ack) -> socket.emit("takeDateObj", Map.of("date", Values.now())));
    nsp.on("getUtf8", (socket, args, ack) -> TEXTS.forEach(text -> socket.emit("takeUtf8", text)));
    nsp.on("false", (socket, args, ack) -> socket.emit("false", false));
    nsp.onRequest("getHandshake", (socket, args) -> socket.handshake().toMap());
    nsp.onRequest("getId", (socket, args) -> socket.id());
  }

  private static void askBack(Socket socket) {
    var unused =
        socket
            .emitWithAck("ack")
            .thenAccept(
                answer -> {
                  if (Integer.valueOf(5).equals(answer.get(0))
                      && answer.get(1) instanceof Map<?, ?> b
                      && Boolean.TRUE.equals(b.get("test"))) {
                    socket.emit("got it");
                  }
                });
  }

  /** Events of binary are answered when they came as they were sent, and in the order sent. */
  private static void serveBinary(Namespace nsp) {
    nsp.on("doge", (socket, args, ack) -> socket.emit("doge", BINARY));
    nsp.on("getbin", (socket, args, ack) -> socket.emit("takebin", BINARY));
    answer(nsp, "buffa", (socket, args) -> isBinary(args), "buffack");
    answer(nsp, "jsonbuff", (socket, args) -> isJsonWithBinary(args), "jsonbuff-ack");
    answer(nsp, "blob", (socket, args) -> isBinary(args), "back");
    answer(nsp, "jsonblob", (socket, args) -> isJsonWithBinary(args), "jsonblob-ack");

    remember(nsp, "abuff1", (socket, args) -> isBinary(args));
    answer(nsp, "abuff2", (socket, args) -> came(socket, "abuff1"), "abuff2-ack");

    remember(nsp, "blob1", (socket, args) -> isBinary(args));
    remember(nsp, "blob2", (socket, args) -> came(socket, "blob1") && "second".equals(args.get(0)));
    answer(nsp, "blob3", (socket, args) -> came(socket, "blob2") && isBinary(args), "blob3-ack");
  }

  private static void answer(
      Namespace nsp, String event, BiPredicate<Socket, Args> expected, String answer) {
    nsp.on(
        event,
        (socket, args, ack) -> {
          if (expected.test(socket, args)) {
            socket.emit(answer);
          }
        });
  }

  private static void remember(Namespace nsp, String event, BiPredicate<Socket, Args> expected) {
    nsp.on(event, (socket, args, ack) -> socket.data().put(event, expected.test(socket, args)));
  }

  private static boolean came(Socket socket, String event) {
    return socket.data().get(event, Boolean.class).orElse(false);
  }

  private static boolean isBinary(Args args) {
    return args.get(0) instanceof byte[];
  }

  private static boolean isJsonWithBinary(Args args) {
    return args.get(0) instanceof Map<?, ?> json
        && "lol".equals(json.get("hello"))
        && json.get("message") instanceof byte[]
        && "gotcha".equals(json.get("goodbye"));
  }
}
