package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.concurrent.ManualTimers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a callback throws: who it concerns is treated as documented, and nobody else notices.
 */
final class ThrowingCallbackTest {
  /** What becomes of the client whose callback threw. */
  private enum Policy {
    LIVES,
    REFUSED
  }

  /** Throws. */
  @FunctionalInterface
  private interface Thrower {
    Object run() throws Exception;

    /** The same where nothing that is checked may be thrown. */
    default Object unchecked() {
      try {
        return run();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder().timers(timers).observer(recorder).build();

  @AfterEach
  void close() {
    assertThat(io.close().toCompletableFuture()).succeedsWithin(Duration.ofSeconds(10));
  }

  private static int overflow(int depth) {
    return depth < 0 ? 0 : overflow(depth + 1) + 1;
  }

  private static Stream<Arguments> throwables() {
    Supplier<Object> assertion =
        () -> {
          throw new AssertionError("expected by this test");
        };
    return Stream.of(
        Arguments.of(
            "an exception",
            (Thrower)
                () -> {
                  throw new IllegalStateException("expected by this test");
                }),
        Arguments.of(
            "a checked exception",
            (Thrower)
                () -> {
                  throw new IOException("expected by this test");
                }),
        Arguments.of("an error", (Thrower) assertion::get),
        Arguments.of("a full stack", (Thrower) () -> overflow(0)));
  }

  private static Stream<Arguments> callbacks() {
    return Stream.of(
        callback("connection", Policy.LIVES, (io, it) -> io.onConnection(socket -> it.run())),
        callback("middleware", Policy.REFUSED, (io, it) -> io.use((socket, shake) -> it.run())),
        callback(
            "stage of a middleware",
            Policy.REFUSED,
            (io, it) -> io.use((socket, shake) -> supplied(it))),
        callback(
            "authenticator",
            Policy.REFUSED,
            (io, it) -> io.authenticate((socket, shake) -> it.run())),
        callback("event", Policy.LIVES, (io, it) -> io.on("x", (socket, args, ack) -> it.run())),
        callback(
            "event of the socket",
            Policy.LIVES,
            (io, it) -> io.onConnection(socket -> socket.on("x", (args, ack) -> it.run()))),
        callback(
            "once",
            Policy.LIVES,
            (io, it) -> io.onConnection(socket -> socket.once("x", (args, ack) -> it.run()))),
        callback(
            "catch-all",
            Policy.LIVES,
            (io, it) -> io.onConnection(socket -> socket.onAny((event, args) -> it.run()))),
        callback(
            "outgoing catch-all",
            Policy.LIVES,
            (io, it) -> io.onConnection(socket -> socket.onAnyOutgoing((event, args) -> it.run()))),
        callback(
            "request", Policy.LIVES, (io, it) -> io.onRequest("x", (socket, args) -> it.run())),
        callback(
            "stage of a request",
            Policy.LIVES,
            (io, it) -> io.onRequest("x", (socket, args) -> supplied(it))),
        callback(
            "event middleware",
            Policy.LIVES,
            (io, it) -> io.onConnection(socket -> socket.use((event, args) -> it.run()))),
        callback(
            "error listener",
            Policy.LIVES,
            (io, it) ->
                io.onConnection(
                    socket ->
                        socket
                            .onError((event, cause) -> it.run())
                            .use((event, args) -> !event.equals("x")))),
        callback(
            "dependent of an ack",
            Policy.LIVES,
            (io, it) ->
                io.on(
                    "x",
                    (socket, args, ack) -> {
                      var unused = socket.emitWithAck("ask").thenRun(it::unchecked);
                    })),
        callback(
            "disconnecting", Policy.LIVES, (io, it) -> io.onDisconnecting((s, why) -> it.run())),
        callback("disconnect", Policy.LIVES, (io, it) -> io.onDisconnect((s, why) -> it.run())),
        callback(
            "disconnect of the socket",
            Policy.LIVES,
            (io, it) ->
                io.onConnection(
                    socket ->
                        socket.onDisconnecting(why -> it.run()).onDisconnect(why -> it.run()))),
        callback("room event", Policy.LIVES, (io, it) -> io.onRoomEvent(event -> it.unchecked())));
  }

  private static CompletionStage<Object> supplied(Thrower it) {
    return CompletableFuture.supplyAsync(it::unchecked);
  }

  @FunctionalInterface
  private interface Setting {
    void set(SocketIoServer io, Thrower it);
  }

  private static Arguments callback(String name, Policy policy, Setting setting) {
    return Arguments.of(name, policy, setting);
  }

  static Stream<Arguments> table() {
    List<Arguments> rows = new ArrayList<>();
    callbacks()
        .forEach(
            callback ->
                throwables()
                    .forEach(
                        thrown ->
                            rows.add(
                                Arguments.of(
                                    callback.get()[0],
                                    thrown.get()[0],
                                    callback.get()[1],
                                    callback.get()[2],
                                    thrown.get()[1]))));
    return rows.stream();
  }

  @ParameterizedTest(name = "{0} throws {1}")
  @MethodSource("table")
  void concernsNobodyElse(
      String callback, String what, Policy policy, Setting setting, Thrower thrower) {
    Namespace calm = io.of("/calm");
    calm.on("echo", (socket, args, ack) -> ack.send("heard"));
    TestClient other = TestClient.open(io);
    other.join("/calm");
    setting.set(io, thrower);
    io.on("echo", (socket, args, ack) -> ack.send("heard"));

    TestClient client = TestClient.open(io).send("40");
    String answer = client.next();
    if (policy == Policy.REFUSED) {
      assertThat(answer).isEqualTo("44{\"message\":\"connection refused\"}");
    } else {
      assertThat(answer).startsWith("40{");
      client.send("427[\"x\"]", "430[]");
      assertLives(callback, client);
      client.send("41");
    }

    assertThat(other.send("42/calm,1[\"echo\"]").next()).isEqualTo("43/calm,1[\"heard\"]");
    client.vanish();
    RealServer server = (RealServer) io;
    await().untilAsserted(() -> assertThat(server.busyLanes().count()).isOne()); // the calm one
    assertThat(io.sockets()).isEmpty();
    assertThat(recorder.lines.stream().filter(line -> line.startsWith("disconnected")))
        .hasSizeLessThan(2);
  }

  /** An event middleware that always throws lets no event pass; anything else does. */
  private static void assertLives(String callback, TestClient client) {
    assertThat(client.isClosed()).isFalse();
    if (!callback.equals("event middleware")) {
      client.send("421[\"echo\"]");
      String next = client.next();
      while (!next.startsWith("431")) {
        next = client.next(); // The question of the one that asks.
      }
      assertThat(next).isEqualTo("431[\"heard\"]");
    }
  }
}
