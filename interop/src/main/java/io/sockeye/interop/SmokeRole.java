package io.sockeye.interop;

import io.sockeye.Ack;
import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.ConnectErrorException;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.protocol.msgpack.MsgpackCodec;
import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.Handshake;
import io.sockeye.server.Namespace;
import io.sockeye.server.ParentNamespace;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import io.sockeye.server.engine.Cors;
import io.sockeye.server.engine.HttpCompression;
import io.sockeye.server.engine.PerMessageDeflate;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code smoke}: for clients of every kind and generation. */
final class SmokeRole implements Role {
  private static final Duration LATE = Duration.ofMillis(100);
  private static final Duration ROOM_TIMEOUT = Duration.ofSeconds(1);

  @Override
  public NettyServer start(CommandLine line, NettyOptions.Builder listen) throws UsageException {
    SocketIoServer.Builder builder =
        SocketIoServer.builder()
            .allowEio3(!line.has("--no-eio3"))
            .cors(Cors.matching(origin -> true).credentials())
            .maxHttpBufferSize(1_000_000);
    line.ping()
        .ifPresent(ping -> builder.pingInterval(ping.interval()).pingTimeout(ping.timeout()));
    line.contextTakeover().ifPresent(takeover -> compress(builder, takeover));
    if (line.has("--msgpack")) {
      builder.parser(MsgpackCodec.create());
    }
    if (line.has("--recovery")) {
      builder.connectionStateRecovery(ConnectionStateRecovery.create());
    }
    SocketIoServer io = builder.build();

    serve(io);
    serve(io.of("/chat"));
    serve(io.of("/secure").use(SmokeRole::requireToken));
    ParentNamespace numbered = io.of(Pattern.compile("/dyn-\\d+"));
    serve(numbered);
    if (line.has("--extras")) {
      Namespace extras = io.of("/extras");
      serve(extras);
      SmokeExtras.serve(extras);
      SmokeExtras.serveNamespaces(io, numbered);
    }
    return NettyServer.start(io, listen.build());
  }

  /** Messages that are rather small, too, so that the tests see much of it. */
  private static void compress(SocketIoServer.Builder builder, boolean takeover) {
    builder
        .perMessageDeflate(
            PerMessageDeflate.defaults()
                .withThreshold(64)
                .withServerContextTakeover(takeover)
                .withClientContextTakeover(takeover))
        .httpCompression(HttpCompression.defaults());
  }

  private static @Nullable Object requireToken(Socket socket, Handshake handshake) {
    Map<String, ?> credentials =
        revision(socket) == 3 ? handshake.query() : handshake.auth(); // Old clients have no auth.
    if ("s3cr3t".equals(credentials.get("token"))) {
      return null;
    }
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("code", "E_AUTH");
    data.put("hint", 7);
    throw new ConnectErrorException("not authorized", data);
  }

  private static void serve(Namespace nsp) {
    nsp.onConnection(SmokeRole::welcome);
    serveEchoes(nsp);
    serveQuestions(nsp);
    serveRooms(nsp);
    serveMuch(nsp);
    nsp.on("drop", (socket, args, ack) -> socket.session().close());
    nsp.on("kick", (socket, args, ack) -> socket.disconnect());
    nsp.on("kick-hard", (socket, args, ack) -> socket.disconnect(true));
  }

  private static void welcome(Socket socket) {
    Map<String, Object> welcome = new LinkedHashMap<>();
    welcome.put("id", socket.id());
    welcome.put("nsp", socket.namespace().name());
    welcome.put("transport", socket.session().transport().text());
    welcome.put("eio", revision(socket));
    welcome.put("recovered", socket.recovered());
    socket.emit("welcome", welcome);
  }

  private static void serveEchoes(Namespace nsp) {
    nsp.on("echo", (socket, args, ack) -> socket.emit("echo-back", Values.all(args)));
    nsp.on("echo-ack", (socket, args, ack) -> ack.send(Values.all(args)));
    nsp.onRequest("whoami", (socket, args) -> describe(socket));
  }

  private static Map<String, @Nullable Object> describe(Socket socket) {
    Map<String, @Nullable Object> who = new LinkedHashMap<>();
    who.put("id", socket.id());
    who.put("transport", socket.session().transport().text());
    who.put("eio", revision(socket));
    who.put("rooms", socket.rooms());
    who.put("query", socket.handshake().query());
    who.put("auth", socket.handshake().auth());
    return who;
  }

  private static int revision(Socket socket) {
    return socket.session().version().number();
  }

  private static void serveQuestions(Namespace nsp) {
    nsp.on("ask-me", (socket, args, ack) -> ask(socket, args.get(0)));
    nsp.on("ask-me-late", (socket, args, ack) -> askLate(socket));
  }

  private static void ask(Socket socket, @Nullable Object value) {
    var unused =
        socket
            .emitWithAck("question", value)
            .thenAccept(answer -> socket.emit("answer", Values.all(answer)));
  }

  private static void askLate(Socket socket) {
    var unused =
        socket
            .timeout(LATE)
            .emitWithAck("question-late")
            .handle((answer, failure) -> failure == null ? answer.get(0) : "timeout")
            .thenAccept(result -> socket.emit("late-result", result));
  }

  private static void serveRooms(Namespace nsp) {
    nsp.onRequest(
        "join",
        String.class,
        (socket, room) -> socket.join(room).thenApply(joined -> socket.rooms()));
    nsp.onRequest(
        "leave",
        String.class,
        (socket, room) -> socket.leave(room).thenApply(left -> socket.rooms()));
    nsp.on(
        "to-room",
        (socket, args, ack) ->
            socket.namespace().to(room(args, 0)).emit("room-msg", Values.all(args)));
    nsp.on(
        "to-room-others",
        (socket, args, ack) -> socket.to(room(args, 0)).emit("room-msg", Values.all(args)));
    nsp.on(
        "to-room-except",
        (socket, args, ack) ->
            socket
                .namespace()
                .to(room(args, 0))
                .except(room(args, 1))
                .emit("room-msg", withoutSecond(args)));
    nsp.on("to-room-ack", (socket, args, ack) -> askRoom(socket.namespace(), room(args, 0), ack));
    nsp.on(
        "to-all-others",
        (socket, args, ack) -> socket.broadcast().emit("all-msg", Values.all(args)));
  }

  private static String room(Args args, int index) {
    return String.valueOf(args.get(index));
  }

  private static @Nullable Object[] withoutSecond(Args args) {
    return Stream.concat(Stream.of(args.get(0)), Arrays.stream(Values.from(args, 2))).toArray();
  }

  /** Acknowledges with "ok" or "error", and the answers that came. */
  private static void askRoom(Namespace nsp, String room, Ack ack) {
    var unused =
        nsp.to(room)
            .timeout(ROOM_TIMEOUT)
            .emitWithAck("room-ask")
            .whenComplete(
                (answers, failure) -> {
                  if (failure == null) {
                    ack.send("ok", firsts(answers));
                  } else if (failure instanceof AckTimeoutException late) {
                    ack.send("error", firsts(late.answers()));
                  } else {
                    ack.send("error", List.of());
                  }
                });
  }

  private static List<@Nullable Object> firsts(List<Args> answers) {
    return answers.stream().<@Nullable Object>map(answer -> answer.get(0)).toList();
  }

  private static void serveMuch(Namespace nsp) {
    nsp.on("burst", Integer.class, SmokeRole::burst);
    nsp.on(
        "big",
        (socket, args, ack) -> {
          Integer size = args.get(0, Integer.class);
          byte[] binary = new byte[size == null ? 0 : size];
          Arrays.fill(binary, (byte) 7);
          ack.send("z".repeat(binary.length), binary);
        });
  }

  private static void burst(Socket socket, int count) {
    for (int i = 0; i < count; i++) {
      socket.emit("burst-item", i, i % 5 == 0 ? new byte[] {(byte) i} : "x" + i);
    }
    socket.emit("burst-end", count);
  }
}
