package io.sockeye.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The official Java clients, each over each transport, against the role {@code smoke}. */
@ParameterizedClass
@MethodSource("clients")
final class JavaClientTest {
  private static final long DEADLINE_SECONDS = 10;
  private static final String TEXT = "plain, é, Пётр, 你好, 😀 \u2028 \" \\";

  /** How a client gets its connection. */
  enum Mode {
    POLLING,
    WEBSOCKET,
    UPGRADE;

    List<String> transports() {
      return switch (this) {
        case POLLING -> List.of("polling");
        case WEBSOCKET -> List.of("websocket");
        case UPGRADE -> List.of("polling", "websocket");
      };
    }
  }

  /** A client, and how it connects. */
  record Case(JavaClient client, Mode mode) {
    String transport() {
      return mode == Mode.POLLING ? "polling" : "websocket";
    }
  }

  private static NettyServer server;

  @Parameter Case given;
  private final Deque<JavaSocket> sockets = new ArrayDeque<>();

  static Stream<Case> clients() {
    return Stream.of(JavaClient.V1_0, JavaClient.V2_1)
        .flatMap(client -> Arrays.stream(Mode.values()).map(mode -> new Case(client, mode)));
  }

  @BeforeAll
  static void start() throws UsageException {
    CommandLine line = CommandLine.parse("smoke", "0", "--ping", "300", "1500");
    server = Roles.of(line).start(line, NettyOptions.builder().host("127.0.0.1").port(0));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void closeSockets() {
    sockets.forEach(JavaSocket::close);
  }

  private static URI uri(String namespace) {
    return URI.create("http://127.0.0.1:" + server.port() + namespace);
  }

  private JavaSocket open(String namespace) {
    return keep(given.client().open(uri(namespace), given.mode().transports(), false, ""));
  }

  private JavaSocket keep(JavaSocket socket) {
    sockets.push(socket);
    return socket;
  }

  /** Connects and returns what the server said first. */
  private Map<?, ?> connect(JavaSocket socket) throws InterruptedException {
    var welcome = socket.events("welcome");
    socket.connect();
    Map<?, ?> said = (Map<?, ?>) next(welcome).get(0);
    await().until(() -> who(socket).get("transport").equals(given.transport()));
    return said;
  }

  private JavaSocket connected(String namespace) throws InterruptedException {
    JavaSocket socket = open(namespace);
    connect(socket);
    return socket;
  }

  private static Map<?, ?> who(JavaSocket socket) {
    return (Map<?, ?>) get(socket.ask("whoami")).get(0);
  }

  private static <T> T get(CompletableFuture<T> future) {
    return future.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
  }

  private static List<@Nullable Object> next(BlockingQueue<List<@Nullable Object>> events)
      throws InterruptedException {
    List<@Nullable Object> args = events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(args).as("the next event").isNotNull();
    return args;
  }

  private static ByteBuffer bytes(int... values) {
    byte[] array = new byte[values.length];
    for (int i = 0; i < array.length; i++) {
      array[i] = (byte) values[i];
    }
    return ByteBuffer.wrap(array);
  }

  /** One of each kind. */
  private static @Nullable Object[] arguments() {
    return new @Nullable Object[] {
      TEXT,
      1.5,
      true,
      null,
      bytes(0, 4, 255),
      Map.of("in", List.of(bytes(1, 2), Map.of("deeper", bytes(3))), "text", TEXT),
      List.of(List.of(), Map.of())
    };
  }

  @Test
  void isWelcomed() throws InterruptedException {
    JavaSocket socket = open("/");

    Map<?, ?> welcome = connect(socket);

    assertThat(welcome.get("id")).isEqualTo(socket.id());
    assertThat(welcome.get("nsp")).isEqualTo("/");
    assertThat(welcome.get("eio")).isEqualTo(given.client().engineVersion());
    assertThat(who(socket).get("rooms")).isEqualTo(List.of(socket.id()));
  }

  @Test
  void eventIsEchoedWhateverItCarries() throws InterruptedException {
    JavaSocket socket = connected("/");
    var back = socket.events("echo-back");

    socket.emit("echo", arguments());
    socket.emit("echo");

    assertThat(next(back)).containsExactly(arguments());
    assertThat(next(back)).isEmpty();
  }

  @Test
  void serverAcknowledges() throws InterruptedException {
    JavaSocket socket = connected("/");

    assertThat(get(socket.ask("echo-ack", arguments()))).containsExactly(arguments());
    assertThat(get(socket.ask("echo-ack", bytes(1)))).containsExactly(bytes(1));
    assertThat(get(socket.ask("echo-ack"))).isEmpty();
  }

  @Test
  void clientAcknowledges() throws InterruptedException {
    JavaSocket socket = connected("/");
    socket.answer("question", question -> List.of(question.get(0), bytes(9), TEXT));
    var answer = socket.events("answer");

    socket.emit("ask-me", bytes(7));

    assertThat(next(answer)).containsExactly(bytes(7), bytes(9), TEXT);
  }

  @Test
  void silentClientIsNotWaitedFor() throws InterruptedException {
    JavaSocket socket = connected("/");
    var result = socket.events("late-result");

    socket.emit("ask-me-late");

    assertThat(next(result)).containsExactly("timeout");
  }

  @Test
  void roomsAreJoinedSpokenToAndLeft() throws InterruptedException {
    JavaSocket one = connected("/");
    JavaSocket two = connected("/");
    var heardByOne = one.events("room-msg");
    var heardByTwo = two.events("room-msg");
    assertThat((List<?>) get(one.ask("join", "red")).get(0)).hasSize(2);
    get(two.ask("join", "red"));

    one.emit("to-room", "red", bytes(1), TEXT);
    one.emit("to-room-others", "red", "others");

    assertThat(next(heardByOne)).containsExactly("red", bytes(1), TEXT);
    assertThat(next(heardByTwo)).containsExactly("red", bytes(1), TEXT);
    assertThat(next(heardByTwo)).containsExactly("red", "others");
    assertThat(get(two.ask("leave", "red"))).containsExactly(List.of(two.id()));
  }

  @Test
  void roomAnswers() throws InterruptedException {
    JavaSocket member = connected("/chat");
    JavaSocket other = connected("/chat");
    get(member.ask("join", "blue"));
    member.answer("room-ask", question -> List.of("here"));

    // The server waits for a second only, which a busy machine may miss.
    await()
        .untilAsserted(
            () ->
                assertThat(get(other.ask("to-room-ack", "blue")))
                    .containsExactly("ok", List.of("here")));
  }

  @Test
  void burstArrivesWholeAndInOrder() throws InterruptedException {
    JavaSocket socket = open("/");
    var items = socket.events("burst-item");
    var ends = socket.events("burst-end");
    socket.connect();

    socket.emit("burst", 200); // on its way while the connection is upgraded
    next(ends);
    socket.emit("burst", 200);
    next(ends);

    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int item = i % 200;
      expected.add(List.of(item, item % 5 == 0 ? bytes(item) : "x" + item));
    }
    assertThat(items).containsExactlyElementsOf(expected);
  }

  @Test
  void bigMessagesPassBothWays() throws InterruptedException {
    JavaSocket socket = connected("/");

    List<@Nullable Object> big = get(socket.ask("big", 200_000));

    assertThat(big.get(0)).isEqualTo("z".repeat(200_000));
    assertThat(get(socket.ask("echo-ack", big.get(1)))).containsExactly(big.get(1));
  }

  @Test
  void namespacesShareAConnection() throws InterruptedException {
    JavaSocket main = connected("/");
    JavaSocket chat = keep(main.of("/chat"));

    assertThat(connect(chat).get("nsp")).isEqualTo("/chat");

    assertThat(get(chat.ask("echo-ack", bytes(2)))).containsExactly(bytes(2));
    chat.disconnect();
    assertThat(get(main.ask("echo-ack", 1))).containsExactly(1);
  }

  @Test
  void namespaceRefusesAClientWithoutItsToken() throws InterruptedException {
    JavaSocket main = connected("/");
    JavaSocket secure = keep(main.of("/secure"));
    var errors = secure.events("connect_error");

    secure.connect();

    if (given.client().engineVersion() == 4) { // the older one keeps the refusal to itself
      assertThat(next(errors))
          .containsExactly(
              Map.of("message", "not authorized", "data", Map.of("code", "E_AUTH", "hint", 7)));
    }
    assertThat(get(main.ask("echo-ack", 1))).containsExactly(1);
    assertThat(secure.isConnected()).isFalse();
  }

  @Test
  void namespaceLetsAClientWithItsTokenIn() throws InterruptedException {
    JavaSocket socket =
        given.client().engineVersion() == 3
            ? given.client().open(uri("/secure"), given.mode().transports(), false, "token=s3cr3t")
            : given
                .client()
                .openWithAuth(uri("/secure"), given.mode().transports(), Map.of("token", "s3cr3t"));

    assertThat(connect(keep(socket)).get("nsp")).isEqualTo("/secure");
  }

  @Test
  void isPutOutOfANamespaceWhileItsConnectionStays() throws InterruptedException {
    JavaSocket main = connected("/");
    JavaSocket chat = keep(main.of("/chat"));
    connect(chat);
    var told = chat.events("disconnect");

    chat.emit("kick");

    assertThat(next(told)).containsExactly("io server disconnect");
    assertThat(get(main.ask("echo-ack", 1))).containsExactly(1);
  }

  @Test
  void comesBackAfterItsConnectionWasClosed() throws InterruptedException {
    JavaSocket socket = keep(given.client().open(uri("/"), given.mode().transports(), true, ""));
    connect(socket);
    String before = socket.id();
    var told = socket.events("disconnect");
    var welcome = socket.events("welcome");

    socket.emit("drop");

    // It takes no notice of the close of a WebSocket; its heartbeat tells it.
    assertThat(next(told))
        .containsExactly(given.transport().equals("polling") ? "transport close" : "ping timeout");
    next(welcome);
    assertThat(socket.id()).isNotEqualTo(before);
    assertThat(get(socket.ask("echo-ack", 1))).containsExactly(1);
  }

  @Test
  void staysWhileItIsIdle() throws InterruptedException {
    JavaSocket socket = connected("/");
    var told = socket.events("disconnect");

    assertThat(told.poll(2, TimeUnit.SECONDS)).isNull(); // more than interval and timeout

    assertThat(get(socket.ask("echo-ack", 1))).containsExactly(1);
  }
}
