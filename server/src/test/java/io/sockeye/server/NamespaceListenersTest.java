package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.ArgumentException;
import io.sockeye.SocketIoException;
import io.sockeye.TypeRef;
import io.sockeye.concurrent.ManualTimers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How listeners are added to a namespace and to a socket, and taken away again. */
final class NamespaceListenersTest {
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder()
          .timers(new ManualTimers())
          .inlineHandlers()
          .observer(recorder)
          .build();
  private final List<Object> seen = new ArrayList<>();

  @Test
  void listenersOfANamespaceTakeUpToThreeTypesAndRequestsTwo() {
    io.on("one", new TypeRef<List<Integer>>() {}, (socket, list) -> seen.add(list));
    io.on("two", Integer.class, Long.class, (socket, a, b) -> seen.add(a + b));
    io.on(
        "three",
        String.class,
        Integer.class,
        Boolean.class,
        (socket, a, b, c) -> seen.add(a + b + c));
    io.onRequest("sum", Integer.class, Integer.class, (socket, a, b) -> a + b);
    TestClient client = TestClient.connect(io);

    client.send("42[\"one\",[1,2]]", "42[\"two\",1,2]", "42[\"three\",\"x\",7,true]");
    client.send("421[\"sum\",20,22]");

    assertThat(seen).containsExactly(List.of(1, 2), 3L, "x7true");
    assertThat(client.next()).isEqualTo("431[42]");
  }

  @Test
  void onceHearsTheNextEventOfAnySocketOnly() {
    io.once("raw", (socket, args, ack) -> seen.add("raw"));
    io.once("one", Integer.class, (socket, one) -> seen.add(one));
    io.once("generic", new TypeRef<List<Integer>>() {}, (socket, list) -> seen.add(list));
    io.once("two", Integer.class, Integer.class, (socket, a, b) -> seen.add(a * b));
    TestClient client = TestClient.connect(io);
    TestClient other = TestClient.connect(io);

    for (TestClient each : List.of(other, client)) {
      each.send("42[\"raw\"]", "42[\"one\",1]", "42[\"generic\",[2]]", "42[\"two\",3,4]");
    }

    assertThat(seen).containsExactly("raw", 1, List.of(2), 12);
  }

  @Test
  void offRemovesOneListenerOfANamespaceOrAll() {
    SocketListeners.Raw first = (socket, args, ack) -> seen.add("first");
    SocketListeners.Of1<String> second = (socket, text) -> seen.add("second");
    io.on("x", first).on("x", String.class, second).on("x", first);
    io.onConnection(socket -> socket.on("x", (args, ack) -> seen.add("socket")));
    TestClient client = TestClient.connect(io);

    client.send("42[\"x\",\"\"]");
    io.off("x", first);
    client.send("42[\"x\",\"\"]");
    io.off("x");
    client.send("42[\"x\",\"\"]");

    assertThat(seen)
        .containsExactly(
            "first", "second", "first", "socket", "second", "first", "socket", "socket");
  }

  @Test
  void catchAllListenersOfANamespaceComeAndGo() {
    SocketListeners.Any last = (socket, event, args) -> seen.add("last " + event);
    SocketListeners.Any first = (socket, event, args) -> seen.add("first " + event);
    io.onAny(last).prependAny(first);
    TestClient client = TestClient.connect(io);

    client.send("42[\"a\"]");
    assertThat(io.listenersAny()).containsExactly(first, last);
    io.offAny(first);
    client.send("42[\"b\"]");
    io.offAny();
    client.send("42[\"c\"]");

    assertThat(seen).containsExactly("first a", "last a", "last b");
    assertThat(io.listenersAny()).isEmpty();
  }

  @Test
  void connectionAndDisconnectionListenersCanBeRemoved() {
    ConnectionListener connection = socket -> seen.add("connection");
    SocketListeners.Disconnect end = (socket, reason) -> seen.add(reason);
    io.onConnection(connection).onDisconnecting(end).onDisconnect(end);
    DisconnectListener own = seen::add;
    io.onConnection(
        socket ->
            socket.onDisconnecting(own).onDisconnect(own).offDisconnecting(own).offDisconnect(own));

    TestClient.connect(io).vanish();
    assertThat(seen).hasSize(3);
    io.offConnection(connection).offDisconnecting(end).offDisconnect(end);
    TestClient.connect(io).vanish();

    assertThat(seen).hasSize(3);
  }

  @Test
  void reservedNamesAreRefusedByNamespacesToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> io.once("disconnect", (socket, args, ack) -> {}))
        .withMessageContaining("disconnect");
  }

  @Test
  void errorListenersHearOfEventsThatMiddlewaresDrop() {
    io.onConnection(
        socket -> {
          socket.use((event, args) -> !event.equals("forbidden"));
          socket.use(
              (event, args) -> {
                if (event.equals("late")) {
                  throw new SecurityException("unauthorized event");
                }
                return true;
              });
          socket.on("forbidden", (args, ack) -> seen.add("heard"));
          socket.on("late", (args, ack) -> seen.add("heard"));
          socket.onError((event, failure) -> seen.add(event + ": " + failure.getMessage()));
          socket.onError(
              (event, failure) -> {
                assertThat(failure)
                    .isInstanceOfAny(SocketIoException.class, SecurityException.class);
                socket.emit("refused", event);
              });
        });
    TestClient client = TestClient.connect(io);

    client.send("421[\"forbidden\"]", "422[\"late\"]");

    assertThat(seen)
        .containsExactly("forbidden: refused by an event middleware", "late: unauthorized event");
    assertThat(client.taken())
        .as("no ack")
        .containsExactly("42[\"refused\",\"forbidden\"]", "42[\"refused\",\"late\"]");
    assertThat(recorder.lines).contains("event late refused: unauthorized event");
  }

  @Test
  void errorListenersHearOfArgumentsThatDoNotFit() {
    ErrorListener removed = (event, failure) -> seen.add("removed");
    io.onConnection(
        socket -> {
          socket.onError(removed).offError(removed);
          socket.onError((event, failure) -> seen.add(failure));
          socket.onError(
              (event, failure) -> {
                throw new IllegalStateException("of its own");
              });
          socket.on("x", Integer.class, seen::add);
        });
    TestClient client = TestClient.connect(io);

    client.send("42[\"x\",\"no number\"]");

    assertThat(seen).hasSize(1).first().isInstanceOf(ArgumentException.class);
    assertThat(recorder.lines).contains("listener of error failed: of its own");
    assertThat(client.isClosed()).isFalse();
  }
}
