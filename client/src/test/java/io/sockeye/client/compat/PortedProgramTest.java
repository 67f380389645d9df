package io.sockeye.client.compat;

import static io.sockeye.client.compat.CompatRig.connect;
import static io.sockeye.client.compat.CompatRig.events;
import static io.sockeye.client.compat.CompatRig.next;
import static java.util.Collections.singletonList;
import static java.util.Collections.singletonMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sockeye.server.SocketIoServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What programs do with the official client, in the words that they do it in. */
final class PortedProgramTest {
  private final SocketIoServer io = SocketIoServer.create();
  @AutoClose private final CompatRig rig = new CompatRig(io);

  @Test
  @SuppressWarnings("UnnecessaryAnonymousClass") // as programs before Java 8 have it
  void socketIsMadeConnectedAndListenedTo() throws Exception {
    BlockingQueue<String> log = new LinkedBlockingQueue<>();
    io.onConnection(socket -> socket.on("hello", (args, ack) -> socket.emit("hi", args.get(0))));
    Socket socket = rig.socket("/", new IO.Options());

    socket
        .on(
            Socket.EVENT_CONNECT,
            new Emitter.Listener() {
              @Override
              public void call(@Nullable Object... args) {
                log.add("connected " + (socket.id() != null));
                socket.emit("hello", "world");
              }
            })
        .on("hi", args -> log.add("hi " + args[0]))
        .on(Socket.EVENT_DISCONNECT, args -> log.add("disconnected: " + args[0]));
    socket.connect();

    assertThat(next(log)).isEqualTo("connected true");
    assertThat(next(log)).isEqualTo("hi world");
    assertThat(socket.connected()).isTrue();
    assertThat(socket.isActive()).isTrue();

    socket.disconnect();

    assertThat(next(log)).isEqualTo("disconnected: io client disconnect");
    assertThat(socket.connected()).isFalse();
    assertThat(socket.isActive()).isFalse();
    assertThat(socket.id()).isNull();
  }

  @Test
  void optionsAreBuiltFluently() throws Exception {
    io.onConnection(
        socket ->
            socket.emit(
                "you",
                socket.handshake().auth(),
                socket.handshake().query().getOrDefault("x", ""),
                socket.handshake().header("X-Trace").orElse(""),
                socket.session().transport().toString()));
    IO.Options options =
        IO.Options.builder()
            .setForceNew(true)
            .setMultiplex(true)
            .setTransports(new String[] {WebSocket.NAME})
            .setUpgrade(true)
            .setRememberUpgrade(false)
            .setPath("/socket.io/")
            .setQuery("x=a%20b")
            .setExtraHeaders(singletonMap("X-Trace", singletonList("7")))
            .setReconnection(true)
            .setReconnectionAttempts(Integer.MAX_VALUE)
            .setReconnectionDelay(1_000)
            .setReconnectionDelayMax(5_000)
            .setRandomizationFactor(0.5)
            .setTimeout(20_000)
            .setAuth(singletonMap("token", "abcd"))
            .build();
    Socket socket = rig.socket("/", options);
    var you = events(socket, "you");

    connect(socket);

    assertThat(next(you)).containsExactly(Map.of("token", "abcd"), "a b", "7", "websocket");
  }

  @Test
  void queryOfTheUriIsSentToo() throws Exception {
    io.onConnection(
        socket -> socket.emit("query", socket.handshake().query().getOrDefault("room", "")));
    Socket socket = rig.socket("/?room=7", new IO.Options());
    var query = events(socket, "query");

    connect(socket);

    assertThat(next(query)).containsExactly("7");
  }

  @Test
  void pathOfTheUriIsTheNamespace() throws Exception {
    io.of("/admin").onConnection(socket -> socket.emit("here", "admin"));
    Socket socket = rig.socket("/admin", new IO.Options());
    var here = events(socket, "here");

    connect(socket);

    assertThat(next(here)).containsExactly("admin");
  }

  @Test
  void argumentsArriveAsPlainObjects() throws Exception {
    io.onConnection(socket -> socket.on("echo", (args, ack) -> socket.emit("echo", all(args))));
    Socket socket = rig.connected("/");
    var echo = events(socket, "echo");
    byte[] bytes = {1, 2, 3};

    socket.emit("echo", 1, 2L, 1.5, "text", true, null, List.of(1), Map.of("a", "b"), bytes);

    assertThat(next(echo))
        .containsExactly(1, 2, 1.5, "text", true, null, List.of(1), Map.of("a", "b"), bytes);
  }

  private static @Nullable Object[] all(io.sockeye.Args args) {
    return args.toList().toArray();
  }

  @Test
  @SuppressWarnings("unchecked") // as programs that take what comes
  void bytesTravelWithinOtherValues() throws Exception {
    io.onConnection(socket -> socket.on("echo", (args, ack) -> socket.emit("echo", all(args))));
    Socket socket = rig.connected("/");
    var echo = events(socket, "echo");
    byte[] bytes = {1, 2, 3};

    socket.emit("echo", Map.of("name", "x.png", "content", bytes));

    var file = (Map<String, Object>) next(echo).get(0);
    assertThat(file).containsEntry("content", bytes);
  }

  @Test
  void sendIsTheEventMessage() throws Exception {
    io.onConnection(socket -> socket.on("message", (args, ack) -> socket.send(args.get(0))));
    Socket socket = rig.connected("/");
    var messages = events(socket, "message");

    socket.send("hello");

    assertThat(next(messages)).containsExactly("hello");
  }

  @Test
  void listenersComeAndGo() throws Exception {
    io.onConnection(
        socket ->
            socket.on(
                "go",
                (args, ack) -> {
                  socket.emit("tick", 1);
                  socket.emit("tick", 2);
                  socket.emit("end");
                }));
    Socket socket = rig.connected("/");
    List<String> log = new ArrayList<>();
    Emitter.Listener removed = args -> log.add("removed " + args[0]);
    socket.on("tick", args -> log.add("on " + args[0]));
    socket.once("tick", args -> log.add("once " + args[0]));
    socket.on("tick", removed);
    socket.off("tick", removed);
    var end = events(socket, "end");

    socket.emit("go");
    next(end);

    assertThat(log).containsExactly("on 1", "once 1", "on 2");
    assertThat(socket.hasListeners("tick")).isTrue();
    socket.off("tick");
    assertThat(socket.hasListeners("tick")).isFalse();
    assertThat(socket.listeners("tick")).isEmpty();
  }

  @Test
  void listenerThatThrowsHarmsNobody() throws Exception {
    io.onConnection(
        socket ->
            socket.onRequest(
                "go",
                args -> {
                  socket.emit("tick", 1);
                  socket.emit("tick", 2);
                  return "done";
                }));
    Socket socket = rig.connected("/");
    socket.on(
        "tick",
        args -> {
          throw new IllegalStateException("expected by this test");
        });
    var ticks = events(socket, "tick");
    BlockingQueue<String> acks = new LinkedBlockingQueue<>();

    socket.emit(
        "go",
        (Ack)
            args -> {
              acks.add("first");
              throw new IllegalStateException("expected by this test");
            });
    socket.emit("go", (Ack) args -> acks.add("second"));

    assertThat(next(ticks)).containsExactly(1);
    assertThat(next(ticks)).containsExactly(2);
    assertThat(List.of(next(acks), next(acks))).containsExactlyInAnyOrder("first", "second");
    assertThat(socket.connected()).isTrue();
  }

  @Test
  void catchAllListenersHearTheNameAndTheArguments() throws Exception {
    io.onConnection(socket -> socket.on("ask", (args, ack) -> socket.emit("told", "you")));
    Socket socket = rig.connected("/");
    BlockingQueue<List<@Nullable Object>> out = new LinkedBlockingQueue<>();
    BlockingQueue<List<@Nullable Object>> in = new LinkedBlockingQueue<>();
    socket.onAnyOutgoing(args -> out.add(List.of(args)));
    socket.onAnyIncoming(args -> in.add(List.of(args)));

    socket.emit("ask", 1);

    assertThat(next(out)).containsExactly("ask", 1);
    assertThat(next(in)).containsExactly("told", "you");

    socket.offAnyIncoming().offAnyOutgoing();
    var told = events(socket, "told");
    socket.emit("ask", 2);
    next(told);
    assertThat(out).isEmpty();
    assertThat(in).isEmpty();
  }

  @Test
  void whatIsEmittedBeforeTheConnectionArrives() throws Exception {
    BlockingQueue<Object> arrived = new LinkedBlockingQueue<>();
    io.onConnection(socket -> socket.on("early", Integer.class, arrived::add));
    Socket socket = rig.socket("/", new IO.Options());

    socket.emit("early", 1);
    socket.emit("early", 2);
    socket.connect();

    assertThat(next(arrived)).isEqualTo(1);
    assertThat(next(arrived)).isEqualTo(2);
  }

  @Test
  void reservedNamesAreRefused() {
    Socket socket = rig.socket("/", new IO.Options());

    assertThatThrownBy(() -> socket.emit(Socket.EVENT_CONNECT, "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("connect");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> socket.on("disconnecting", args -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("disconnecting");
    }
    assertThat(socket.hasListeners("disconnecting")).isFalse();
  }

  @Test
  void listenersAndAcksRunOneAtATime() throws Exception {
    io.onConnection(
        socket -> {
          socket.onRequest("ask", args -> args.get(0));
          socket.on(
              "go",
              (args, ack) -> {
                for (int i = 0; i < 200; i++) {
                  socket.emit("tick", i);
                }
              });
        });
    Socket socket = rig.connected("/");
    int[] count = {0}; // Without a lock, as programs for the official client have it.
    socket.on("tick", args -> count[0]++);

    socket.emit("go");
    for (int i = 0; i < 200; i++) {
      socket.emit("ask", i, (Ack) args -> count[0]++);
    }

    await().untilAsserted(() -> assertThat(count[0]).isEqualTo(400));
  }
}
