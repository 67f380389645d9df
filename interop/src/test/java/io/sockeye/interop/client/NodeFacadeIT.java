package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.FacadeSockets.ask;
import static io.sockeye.interop.client.FacadeSockets.connect;
import static io.sockeye.interop.client.FacadeSockets.events;
import static io.sockeye.interop.client.FacadeSockets.settle;
import static io.sockeye.interop.client.FacadeSockets.who;
import static java.util.Collections.singletonList;
import static java.util.Collections.singletonMap;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.client.compat.Ack;
import io.sockeye.client.compat.AckWithTimeout;
import io.sockeye.client.compat.Emitter;
import io.sockeye.client.compat.IO;
import io.sockeye.client.compat.Socket;
import io.sockeye.client.engine.ConnectFailure;
import io.sockeye.protocol.msgpack.MsgpackCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What programs of the official client do, by the façade and with the official servers. */
@ParameterizedClass
@MethodSource("cases")
final class NodeFacadeIT {
  private static final List<NodeServer> SERVERS =
      NodeServer.VERSIONS.stream().map(NodeServer::start).toList();

  private static final NodeServer MSGPACK = NodeServer.start(NodeServer.NEWEST, "--msgpack");

  /** A server, how the client connects to it, and what else it is told. */
  record Case(NodeServer server, Mode mode, Consumer<IO.Options> choose) {
    IO.Options options() {
      IO.Options options = FacadeSockets.options(mode);
      choose.accept(options);
      return options;
    }

    @Override
    public String toString() {
      return server + ", " + mode;
    }
  }

  static Stream<Case> cases() {
    return Stream.concat(
        SERVERS.stream()
            .flatMap(
                server ->
                    Arrays.stream(Mode.values()).map(mode -> new Case(server, mode, any -> {}))),
        Stream.of(new Case(MSGPACK, Mode.UPGRADE, NodeFacadeIT::chooseMsgpack)));
  }

  private static void chooseMsgpack(IO.Options options) {
    options.managerOptions = builder -> builder.parser(MsgpackCodec.create());
  }

  @Parameter private Case given;

  @RegisterExtension final FacadeSockets sockets = new FacadeSockets();

  @AfterAll
  static void stop() {
    SERVERS.forEach(NodeServer::close);
    MSGPACK.close();
  }

  private Socket open(String namespace, IO.Options options) {
    return sockets.socket(given.server().url() + namespace, options);
  }

  private Socket connected() throws InterruptedException {
    return connect(open("/", given.options()), given.mode());
  }

  @Test
  @SuppressWarnings("UnnecessaryAnonymousClass") // as programs before Java 8 have it
  void programIsPorted() throws InterruptedException {
    BlockingQueue<String> log = new LinkedBlockingQueue<>();
    Socket socket = open("/chat", given.options());
    socket
        .on(
            Socket.EVENT_CONNECT,
            new Emitter.Listener() {
              @Override
              public void call(@Nullable Object... args) {
                log.add("connected " + (socket.id() != null));
                socket.emit("echo", "hi");
              }
            })
        .on(
            "welcome",
            args -> log.add("welcome to " + ((Map<?, ?>) requireNonNull(args[0])).get("nsp")))
        .on("echo-back", args -> log.add("echo " + args[0]))
        .on(Socket.EVENT_DISCONNECT, args -> log.add("disconnected: " + args[0]));

    socket.connect();

    assertThat(next(log)).isEqualTo("connected true");
    assertThat(next(log)).isEqualTo("welcome to /chat");
    assertThat(next(log)).isEqualTo("echo hi");
    assertThat(socket.connected()).isTrue();

    socket.disconnect();

    assertThat(next(log)).isEqualTo("disconnected: io client disconnect");
    assertThat(socket.connected()).isFalse();
    assertThat(socket.isActive()).isFalse();
    assertThat(socket.id()).isNull();
  }

  @Test
  void handshakeCarriesWhatTheOptionsSay() throws InterruptedException {
    IO.Options options = given.options();
    options.auth = singletonMap("token", "s3cr3t");
    options.query = "room=a%20b&empty=";
    options.extraHeaders = singletonMap("X-Trace", singletonList("7"));

    Socket socket = connect(open("/secure", options), given.mode());

    assertThat(who(socket).get("auth")).isEqualTo(Map.of("token", "s3cr3t"));
    Map<?, ?> query = (Map<?, ?>) requireNonNull(who(socket).get("query"));
    assertThat(query.get("room")).isEqualTo("a b");
    assertThat(query.get("empty")).isEqualTo("");
    assertThat(ask(socket, "header", "x-trace")).containsExactly("7");
  }

  @Test
  void queryOfTheUriIsSentToo() throws InterruptedException {
    Socket socket = connect(open("/?room=7", given.options()), given.mode());

    assertThat(((Map<?, ?>) requireNonNull(who(socket).get("query"))).get("room")).isEqualTo("7");
  }

  @Test
  void valuesComeBackAsPlainObjects() throws InterruptedException {
    Socket socket = connected();
    var back = events(socket, "echo-back");
    Map<String, @Nullable Object> object = new HashMap<>();
    object.put("none", null);
    object.put("list", List.of(1, "two", List.of()));
    @Nullable Object[] values = {
      1, 3_000_000_000L, 1.5, Values.TEXT, true, null, List.of(1, Map.of("a", "b")), object
    };

    socket.emit("echo", values);
    socket.emit("echo");

    assertThat(next(back)).containsExactly(values);
    assertThat(next(back)).isEmpty();
  }

  @Test
  void bytesComeBackAtAnyDepth() throws InterruptedException {
    Socket socket = connected();
    byte[] bytes = {0, 4, -1};

    List<@Nullable Object> back =
        ask(socket, "echo-ack", bytes, Map.of("name", "x.png", "content", List.of(bytes)), "end");

    assertThat(back).hasSize(3);
    assertThat(back.get(0)).isEqualTo(bytes);
    Map<?, ?> file = (Map<?, ?>) requireNonNull(back.get(1));
    assertThat(file.get("name")).isEqualTo("x.png");
    assertThat(((List<?>) requireNonNull(file.get("content"))).get(0)).isEqualTo(bytes);
    assertThat(back.get(2)).isEqualTo("end");
  }

  @Test
  void serverAnswersClient() throws InterruptedException {
    Socket socket = connected();
    BlockingQueue<List<@Nullable Object>> answers = new LinkedBlockingQueue<>();

    for (int i = 0; i < 20; i++) {
      socket.emit("echo-ack", i, "x", (Ack) args -> answers.add(Arrays.asList(args)));
    }

    for (int i = 0; i < 20; i++) {
      assertThat(next(answers)).containsExactly(i, "x");
    }
  }

  @Test
  void clientAnswersServer() throws InterruptedException {
    Socket socket = connected();
    var answers = events(socket, "answer");
    byte[] bytes = {7};
    socket.on(
        "question", args -> ((Ack) requireNonNull(args[1])).call("got", args[0], Map.of("n", 1)));

    socket.emit("ask-me", bytes);

    List<@Nullable Object> answer = next(answers);
    assertThat(answer.get(0)).isEqualTo("got");
    assertThat(answer.get(1)).isEqualTo(bytes);
    assertThat(answer.get(2)).isEqualTo(Map.of("n", 1));
  }

  /** Tells which of the two it was. */
  private static final class Outcome extends AckWithTimeout {
    final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    Outcome(long timeout) {
      super(timeout);
    }

    @Override
    public void onSuccess(@Nullable Object... args) {
      log.add("success " + Arrays.toString(args));
    }

    @Override
    public void onTimeout() {
      log.add("timeout");
    }
  }

  @Test
  void ackWithTimeoutIsToldTheAnswerOrThatNoneComes() throws InterruptedException {
    Socket socket = connected();
    var answered = new Outcome(20_000);
    var silent = new Outcome(50);
    var lost = new Outcome(60_000);

    socket.emit("echo-ack", "yes", answered);
    socket.emit("nobody-listens", new Object[] {1}, silent);
    assertThat(next(answered.log)).isEqualTo("success [yes]");
    assertThat(next(silent.log)).isEqualTo("timeout");
    socket.emit("nobody-listens", lost);
    socket.emit("drop");

    assertThat(next(lost.log)).isEqualTo("timeout");
    assertThat(answered.log).isEmpty();
    assertThat(silent.log).isEmpty();
  }

  @Test
  void listenersComeAndGo() throws InterruptedException {
    Socket socket = connected();
    List<String> log = new ArrayList<>();
    Emitter.Listener removed = args -> log.add("removed " + args[0]);
    socket.on("echo-back", args -> log.add("on " + args[0]));
    socket.once("echo-back", args -> log.add("once " + args[0]));
    socket.on("echo-back", removed);
    socket.off("echo-back", removed);

    socket.emit("echo", 1);
    socket.emit("echo", 2);
    settle(socket);
    socket.off("echo-back");
    socket.emit("echo", 3);
    settle(socket);

    assertThat(log).containsExactly("on 1", "once 1", "on 2");
  }

  @Test
  void catchAllListenersHearBothWays() throws InterruptedException {
    Socket socket = connected();
    settle(socket);
    BlockingQueue<List<@Nullable Object>> in = new LinkedBlockingQueue<>();
    BlockingQueue<List<@Nullable Object>> out = new LinkedBlockingQueue<>();
    socket.onAnyIncoming(args -> in.add(Arrays.asList(args)));
    socket.onAnyOutgoing(args -> out.add(Arrays.asList(args)));

    socket.emit("echo", "a", 1);

    assertThat(next(out)).containsExactly("echo", "a", 1);
    assertThat(next(in)).containsExactly("echo-back", "a", 1);

    socket.offAnyIncoming().offAnyOutgoing();
    socket.emit("echo", "b");
    settle(socket);
    assertThat(in).isEmpty();
    assertThat(out).isEmpty();
  }

  @Test
  void burstArrivesWholeAndInOrder() throws InterruptedException {
    Socket socket = open("/", given.options());
    List<Object> items = new ArrayList<>();
    socket.on("burst-item", args -> items.add(requireNonNull(args[0])));
    var ends = events(socket, "burst-end");
    socket.emit("burst", 200); // on its way while the connection is upgraded

    connect(socket, given.mode());

    assertThat(next(ends)).containsExactly(200);
    assertThat(items).containsExactlyElementsOf(range());
  }

  private static List<Object> range() {
    List<Object> range = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      range.add(i);
    }
    return range;
  }

  @Test
  void refusalOfAMiddlewareHasItsWordsAndIsFinalUntilAnotherTry() throws InterruptedException {
    Map<String, String> auth = new HashMap<>(Map.of("token", "wrong"));
    IO.Options options = given.options();
    options.auth = auth;
    Socket socket = open("/secure", options);
    var errors = events(socket, Socket.EVENT_CONNECT_ERROR);

    socket.connect();

    var refused = (ConnectFailure.Refused) requireNonNull(next(errors).get(0));
    assertThat(refused).hasMessage("not authorized");
    assertThat(refused.data()).contains(Map.of("code", "E_AUTH", "hint", 7));
    assertThat(socket.isActive()).isFalse();

    auth.put("token", "s3cr3t"); // as programs do it
    connect(socket, given.mode());
    assertThat(errors).isEmpty();
  }
}
