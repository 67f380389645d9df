package io.sockeye.interop.client;

import static io.sockeye.interop.client.Clients.ask;
import static io.sockeye.interop.client.Clients.connect;
import static io.sockeye.interop.client.Clients.events;
import static io.sockeye.interop.client.Clients.eventually;
import static io.sockeye.interop.client.Clients.get;
import static io.sockeye.interop.client.Clients.next;
import static io.sockeye.interop.client.Clients.settle;
import static io.sockeye.interop.client.Clients.who;
import static io.sockeye.interop.client.Values.TEXT;
import static io.sockeye.interop.client.Values.bytes;
import static io.sockeye.interop.client.Values.oneOfEach;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.AckTimeoutException;
import io.sockeye.DisconnectReason;
import io.sockeye.DisconnectedException;
import io.sockeye.client.AuthProvider;
import io.sockeye.client.Manager;
import io.sockeye.client.Socket;
import io.sockeye.client.SocketState;
import io.sockeye.client.engine.ConnectFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;

/** What our client can do with the role {@code smoke}, whoever plays it, over each transport. */
abstract class SmokeBattery {
  @Parameter BatteryCase given;

  @RegisterExtension final Clients clients = new Clients();

  private Manager manager() {
    return clients.manager(given.server().url(), given.mode(), given.options());
  }

  private Socket open(String namespace) {
    return manager().socket(namespace);
  }

  private Socket connected(String namespace) {
    return connect(open(namespace), given.mode());
  }

  private static BlockingQueue<DisconnectReason> disconnects(Socket socket) {
    BlockingQueue<DisconnectReason> reasons = new LinkedBlockingQueue<>();
    socket.onDisconnect(reasons::add);
    return reasons;
  }

  @Test
  void isWelcomed() throws InterruptedException {
    Socket socket = open("/");
    var welcome = events(socket, "welcome");

    connect(socket, given.mode());

    Map<?, ?> said = (Map<?, ?>) requireNonNull(next(welcome).get(0));
    assertThat(said.get("id")).isEqualTo(socket.id().orElseThrow());
    assertThat(said.get("nsp")).isEqualTo("/");
    assertThat(said.get("eio")).isEqualTo(4);
    assertThat(socket.isConnected()).isTrue();
    assertThat(socket.recovered()).isFalse();
    assertThat(socket.state()).isEqualTo(new SocketState.Connected(false));
    assertThat(who(socket).get("rooms")).isEqualTo(List.of(socket.id().orElseThrow()));
  }

  @Test
  void eventIsEchoedWhateverItCarries() throws InterruptedException {
    Socket socket = connected("/");
    var back = events(socket, "echo-back");

    socket.emit("echo", oneOfEach());
    socket.emit("echo");
    socket.emit("echo", bytes());

    assertThat(next(back)).containsExactly(oneOfEach());
    assertThat(next(back)).isEmpty();
    assertThat(next(back)).containsExactly(bytes());
  }

  @Test
  void serverAcknowledges() {
    Socket socket = connected("/");
    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, 20)
            .mapToObj(i -> socket.emitWithAck("echo-ack", Integer.class, i))
            .toList();

    assertThat(ask(socket, "echo-ack", oneOfEach())).containsExactly(oneOfEach());
    assertThat(ask(socket, "echo-ack", bytes(1))).containsExactly(bytes(1));
    assertThat(ask(socket, "echo-ack")).isEmpty();
    assertThat(answers.stream().map(Clients::get))
        .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
  }

  @Test
  void clientAcknowledges() throws InterruptedException {
    Socket socket = connected("/");
    var answer = events(socket, "answer");
    List<@Nullable Object[]> given =
        List.of(oneOfEach(), new @Nullable Object[0], new @Nullable Object[] {bytes(9)});
    AtomicInteger asked = new AtomicInteger();
    socket.on("question", (args, ack) -> ack.send(given.get(asked.getAndIncrement())));

    for (@Nullable Object[] each : given) {
      socket.emit("ask-me", bytes(7));

      assertThat(next(answer)).containsExactly(each);
    }
  }

  @Test
  void answerThatNeverComesTimesOut() {
    Socket socket = connected("/");

    CompletableFuture<?> answer =
        socket.timeout(Duration.ofMillis(50)).emitWithAck("nobody-listens");

    assertThatThrownBy(() -> get(answer))
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(AckTimeoutException.class)
        .hasMessageContaining("operation has timed out");
    settle(socket);
  }

  @Test
  void silentClientIsNotWaitedFor() throws InterruptedException {
    Socket socket = connected("/");
    var result = events(socket, "late-result");

    socket.emit("ask-me-late");

    assertThat(next(result)).containsExactly("timeout");
  }

  @Test
  void burstArrivesWholeAndInOrder() throws InterruptedException {
    Socket socket = open("/");
    var items = events(socket, "burst-item");
    var ends = events(socket, "burst-end");
    socket.emit("burst", 200); // on its way while the connection is upgraded

    connect(socket, given.mode());
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
  void whatIsSentArrivesInOrderAcrossTheUpgrade() throws InterruptedException {
    Socket socket = open("/");
    var back = events(socket, "echo-back");
    List<List<@Nullable Object>> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      expected.add(List.of(i, i % 3 == 0 ? bytes(i) : "x" + i));
    }

    for (int i = 0; i < 100; i++) {
      socket.emit("echo", expected.get(i).toArray());
    }
    socket.connect();
    get(socket.connected());
    for (int i = 100; i < 300; i++) {
      socket.emit("echo", expected.get(i).toArray());
      if (i % 10 == 0) {
        settle(socket); // so that some are sent at each stage of an upgrade
      }
    }

    settle(socket);
    eventually().untilAsserted(() -> assertThat(back).containsExactlyElementsOf(expected));
  }

  @Test
  void bigMessagesPassBothWays() {
    Socket socket = connected("/");

    int size = given.big();

    List<@Nullable Object> big = ask(socket, "big", size);

    assertThat(big).containsExactly("z".repeat(size), bytes(size, (byte) 7));
    assertThat(ask(socket, "echo-ack", big.toArray())).isEqualTo(big);
  }

  @Test
  void roomsAreJoinedAndSpokenTo() throws InterruptedException {
    Socket one = connected("/");
    Socket two = connected("/");
    var heardByOne = events(one, "room-msg");
    var heardByTwo = events(two, "room-msg");
    ask(one, "join", "red");
    ask(two, "join", "red");

    one.emit("to-room", "red", bytes(1), TEXT);
    one.emit("to-room-others", "red", "others");

    assertThat(next(heardByOne)).containsExactly("red", bytes(1), TEXT);
    assertThat(next(heardByTwo)).containsExactly("red", bytes(1), TEXT);
    assertThat(next(heardByTwo)).containsExactly("red", "others");
  }

  @Test
  void namespacesShareAConnection() throws InterruptedException {
    Manager manager = manager();
    Socket main = manager.socket("/");
    Socket chat = manager.socket("/chat");
    Socket numbered = manager.socket("/dyn-7");
    var welcome = events(chat, "welcome");
    connect(main, given.mode());
    connect(chat, given.mode());
    connect(numbered, given.mode());

    Map<?, ?> said = (Map<?, ?>) requireNonNull(next(welcome).get(0));
    assertThat(said.get("nsp")).isEqualTo("/chat");
    assertThat(said.get("id")).isEqualTo(chat.id().orElseThrow());
    assertThat(ask(chat, "echo-ack", bytes(2))).containsExactly(bytes(2));
    assertThat(ask(numbered, "echo-ack", bytes(3))).containsExactly(bytes(3));

    chat.disconnect();
    settle(main);
    assertThat(chat.state())
        .isEqualTo(new SocketState.Closed(DisconnectReason.IO_CLIENT_DISCONNECT));
    assertThat(numbered.isConnected()).isTrue();
  }

  @Test
  void refusalHasMessageAndDataAndIsFinal() {
    Manager manager = manager();
    Socket main = connect(manager.socket("/"), given.mode());
    Socket secure = manager.socket("/secure", () -> Map.of("token", "wrong"));
    Map<String, Object> data = Map.of("code", "E_AUTH", "hint", 7);

    secure.connect();

    assertThatThrownBy(() -> get(secure.connected()))
        .cause()
        .isInstanceOfSatisfying(
            ConnectFailure.Refused.class,
            refused -> {
              assertThat(refused).hasMessage("not authorized");
              assertThat(refused.data()).hasValue(data);
            });
    eventually()
        .untilAsserted(
            () ->
                assertThat(secure.state())
                    .isInstanceOfSatisfying(
                        SocketState.Refused.class,
                        refused -> assertThat(refused.message()).isEqualTo("not authorized")));
    assertThat(secure.isActive()).isFalse();
    settle(main);
  }

  @Test
  void namespaceThatDoesNotExistRefuses() {
    Manager manager = manager();
    Socket main = connect(manager.socket("/"), given.mode());
    Socket nowhere = manager.socket("/no-such-namespace").connect();

    assertThatThrownBy(() -> get(nowhere.connected()))
        .cause()
        .isInstanceOf(ConnectFailure.Refused.class)
        .hasMessage("Invalid namespace");
    settle(main);
  }

  @Test
  void authIsAskedAgainAtEachAttempt() {
    AtomicInteger asked = new AtomicInteger();
    Socket secure =
        manager()
            .socket(
                "/secure",
                () -> Map.of("token", asked.getAndIncrement() == 0 ? "stale" : "s3cr3t"));
    secure.connect();
    assertThatThrownBy(() -> get(secure.connected()))
        .hasCauseInstanceOf(ConnectFailure.Refused.class);

    connect(secure, given.mode());

    assertThat(asked).hasValue(2);
    assertThat(who(secure).get("auth")).isEqualTo(Map.of("token", "s3cr3t"));
  }

  @Test
  void authIsAskedAgainWhenItComesBack() throws InterruptedException {
    AtomicInteger asked = new AtomicInteger();
    AuthProvider auth =
        () -> {
          CompletionStage<Map<String, String>> later =
              CompletableFuture.supplyAsync(
                  () -> Map.of("token", "token " + asked.incrementAndGet()));
          return later;
        };
    Socket socket = manager().socket("/", auth);
    var welcome = events(socket, "welcome");
    connect(socket, given.mode());
    next(welcome);
    assertThat(who(socket).get("auth")).isEqualTo(Map.of("token", "token 1"));

    socket.emit("drop");

    next(welcome);
    assertThat(who(socket).get("auth")).isEqualTo(Map.of("token", "token " + asked.get()));
    assertThat(asked.get()).isGreaterThan(1);
  }

  @Test
  void isPutOutOfANamespaceAndTheConnectionStays() throws InterruptedException {
    Manager manager = manager();
    Socket main = connect(manager.socket("/"), given.mode());
    Socket chat = connect(manager.socket("/chat"), given.mode());
    var told = disconnects(chat);

    chat.emit("kick");

    assertThat(next(told)).isEqualTo(DisconnectReason.IO_SERVER_DISCONNECT);
    assertThat(chat.isActive()).isFalse();
    settle(main);
  }

  @Test
  void isPutOutWithItsConnection() throws InterruptedException {
    Socket socket = connected("/");
    var told = disconnects(socket);

    socket.emit("kick-hard");

    assertThat(next(told))
        .isIn(DisconnectReason.IO_SERVER_DISCONNECT, DisconnectReason.TRANSPORT_CLOSE);
  }

  @Test
  void comesBackWhenItsConnectionIsDropped() throws InterruptedException {
    Socket socket = connected("/");
    String before = socket.id().orElseThrow();
    var told = disconnects(socket);
    var welcome = events(socket, "welcome");
    CompletableFuture<?> answer = socket.emitWithAck("nobody-listens");

    socket.emit("drop");

    assertThat(next(told)).isEqualTo(DisconnectReason.TRANSPORT_CLOSE);
    assertThatThrownBy(() -> get(answer)).hasCauseInstanceOf(DisconnectedException.class);
    next(welcome);
    assertThat(socket.id().orElseThrow()).isNotEqualTo(before);
    settle(socket);
  }

  @Test
  void leavesAndComesBack() throws InterruptedException {
    Socket socket = connected("/");
    String before = socket.id().orElseThrow();
    var told = disconnects(socket);

    socket.disconnect();
    assertThat(next(told)).isEqualTo(DisconnectReason.IO_CLIENT_DISCONNECT);
    assertThat(socket.isActive()).isFalse();
    connect(socket, given.mode());

    assertThat(socket.id().orElseThrow()).isNotEqualTo(before);
  }
}
