package io.sockeye.interop;

import io.sockeye.DisconnectReason;
import io.sockeye.server.Namespace;
import io.sockeye.server.ParentNamespace;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The namespace {@code /extras} of the role {@code smoke} and others, for our own tests: what the
 * contract of that role does not show from outside, such as the reason for which the server lost a
 * client.
 */
final class SmokeExtras {
  private static final String TRAIL = "trail";

  /** Those who wait in "block" for the next "unblock". */
  private final Semaphore gate = new Semaphore(0);

  /** Why a socket left, by its id: whoever asks first may ask before it has. */
  private final Map<String, CompletableFuture<String>> reasons = new ConcurrentHashMap<>();

  private SmokeExtras() {}

  static void serve(Namespace nsp) {
    new SmokeExtras().add(nsp);
  }

  /**
   * Namespaces that come to be when a client asks for them, by a template and by a predicate; and
   * {@code children} in {@code /extras} tells which of the numbered ones there are.
   */
  static void serveNamespaces(SocketIoServer io, ParentNamespace numbered) {
    io.of("/extras")
        .onRequest(
            "children",
            (socket, args) -> numbered.children().stream().map(Namespace::name).sorted().toList());
    io.ofTemplate("/tenant/{id}/{room}")
        .use((socket, handshake) -> !socket.namespace().variable("id").equals("closed"))
        .onRequest("variables", (socket, args) -> socket.namespace().variables());
    io.of(
            (name, handshake) ->
                name.equals("/guarded") && "open".equals(handshake.auth().get("key")))
        .onRequest("hello", (socket, args) -> "hello");
  }

  private void add(Namespace nsp) {
    nsp.use(
        (socket, handshake) -> {
          socket.data().put(TRAIL, List.of("first"));
          return null;
        });
    nsp.use(
        (socket, handshake) -> {
          socket.data().put(TRAIL, List.of(trail(socket).get(0), "second"));
          return null;
        });
    nsp.onConnection(
        socket -> {
          socket.emit("trail", trail(socket));
          socket.use((event, args) -> !event.equals("forbidden"));
        });
    nsp.onDisconnect(this::tellReason);
    nsp.on("forbidden", (socket, args, ack) -> socket.emit("forbidden-ran"));
    nsp.on(
        "throws",
        (socket, args, ack) -> {
          throw new IllegalStateException("thrown on purpose");
        });
    nsp.on(
        "volatile",
        (socket, args, ack) -> {
          socket.asVolatile().emit("volatile-back", Values.all(args));
          nsp.emit("volatile-done");
        });
    nsp.onRequest(
        "block",
        (socket, args) -> {
          gate.acquire();
          return true;
        });
    nsp.on("unblock", (socket, args, ack) -> gate.release());
    nsp.onRequest("reason-of", String.class, (socket, id) -> whenGone(id));
  }

  private static List<?> trail(Socket socket) {
    return socket.data().get(TRAIL, List.class).orElse(List.of());
  }

  private void tellReason(Socket socket, DisconnectReason reason) {
    reason(socket.id()).complete(reason.text());
  }

  private CompletionStage<String> whenGone(String id) {
    return reason(id);
  }

  private CompletableFuture<String> reason(String id) {
    return reasons.computeIfAbsent(id, key -> new CompletableFuture<>());
  }
}
