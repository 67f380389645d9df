package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.server.annotation.AnnotatedHandlers;
import io.sockeye.server.annotation.OnConnect;
import io.sockeye.server.annotation.OnDisconnect;
import io.sockeye.server.annotation.OnEvent;
import io.sockeye.server.annotation.Principal;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A plain object whose methods are listeners, driven by a client. */
final class AnnotatedHandlersTest {
  record Move(int from, int to) {}

  record User(String name) implements java.security.Principal {
    @Override
    public String getName() {
      return name;
    }
  }

  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder().inlineHandlers().observer(recorder).build();

  private final List<Object> seen = new ArrayList<>();

  /** As an application has it: not public, nor are its methods. */
  class Board {
    @OnConnect
    void connected(Socket socket, Handshake handshake, Namespace namespace) {
      seen.add("connected " + handshake.auth().get("token") + " to " + namespace.name());
      socket.emit("hello");
    }

    @OnEvent("move")
    void move(Socket socket, Move move, List<Move> more) {
      seen.add(socket.id());
      seen.add(move);
      seen.addAll(more);
    }

    @OnEvent("sum")
    protected int sum(int one, int other) {
      return one + other;
    }

    @OnEvent("later")
    CompletionStage<Move> later(int to) {
      return CompletableFuture.completedFuture(new Move(0, to));
    }

    @OnEvent("several")
    Args several() {
      return Args.of(1, 2);
    }

    @OnEvent("by hand")
    void byHand(Ack ack, Args args, String first) {
      ack.send(args.size(), first);
    }

    @OnEvent("nothing")
    void nothing() {}

    @OnEvent("fail")
    String fail() {
      throw new IllegalStateException("on purpose");
    }

    @OnEvent("optional")
    void optional(Optional<String> maybe, @Nullable Move move, Optional<List<Move>> list) {
      seen.add(maybe);
      seen.add("move " + move);
      seen.add(list);
    }

    @OnDisconnect
    void disconnected(Socket socket, DisconnectReason reason) {
      seen.add(reason);
    }
  }

  @Test
  void connectionsAndDisconnectionsAreTold() {
    AnnotatedHandlers.register(io, new Board());
    TestClient client = TestClient.open(io);

    client.send("40{\"token\":\"abc\"}");
    String sid = TestClient.sidOf(client.next());
    client.send("41");

    assertThat(sid).isNotEmpty();
    assertThat(client.next()).isEqualTo("42[\"hello\"]");
    assertThat(seen)
        .containsExactly("connected abc to /", DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
  }

  @Test
  void argumentsAreBoundByTypeInOrder() {
    TestClient client = connect(new Board());
    seen.clear();

    client.send("42[\"move\",{\"from\":1,\"to\":2},[{\"from\":3,\"to\":4}],\"more\"]");

    assertThat(seen).hasSize(3).contains(new Move(1, 2), new Move(3, 4));
  }

  @Test
  void whatAMethodReturnsIsTheAck() {
    TestClient client = connect(new Board());

    client.send("421[\"sum\",1,2]", "422[\"later\",7]", "423[\"several\"]");
    client.send("424[\"by hand\",\"a\",\"b\"]", "425[\"nothing\"]", "426[\"sum\",2,2]");

    assertThat(client.taken())
        .containsExactly(
            "431[3]", "432[{\"from\":0,\"to\":7}]", "433[1,2]", "434[2,\"a\"]", "436[4]");
  }

  @Test
  void fewerArgumentsAreAFaultOfTheClientUnlessTheyAreOptional() {
    TestClient client = connect(new Board());
    seen.clear();

    client.send(
        "421[\"sum\",1]", "422[\"sum\",1,\"x\"]", "42[\"move\",{}]", "42[\"move\",null,[]]");
    client.send("42[\"optional\"]", "42[\"optional\",\"a\",{\"from\":1,\"to\":2},[]]");

    assertThat(recorder.lines)
        .contains(
            "event sum refused: argument 1: expected int, got 1 arguments",
            "event sum refused: argument 1: expected int, got a string",
            "event move refused: argument 1: expected java.util.List<"
                + Move.class.getName()
                + ">, got nothing",
            "event move refused: argument 0: expected " + Move.class.getName() + ", got null");
    assertThat(seen)
        .containsExactly(
            Optional.empty(),
            "move null",
            Optional.empty(),
            Optional.of("a"),
            "move Move[from=1, to=2]",
            Optional.of(List.of()));
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void whatAMethodThrowsIsToldAndTheConnectionLives() {
    TestClient client = connect(new Board());

    client.send("421[\"fail\"]", "422[\"sum\",1,1]");

    assertThat(recorder.lines).contains("listener of fail failed: on purpose");
    assertThat(client.next()).isEqualTo("432[2]");
  }

  class Secure {
    @OnConnect
    void connected(@Principal User user) {
      seen.add(user);
    }

    @OnEvent("who")
    String who(java.security.Principal user, @Principal Optional<User> maybe) {
      return user.getName() + maybe.isPresent();
    }

    @OnDisconnect
    void disconnected(@Principal Optional<User> user) {
      seen.add(user);
    }
  }

  @Test
  void principalIsBound() {
    io.authenticate((socket, handshake) -> new User("ada"));
    TestClient client = connect(new Secure());

    client.send("421[\"who\"]", "41");

    assertThat(client.next()).isEqualTo("431[\"adatrue\"]");
    assertThat(seen).containsExactly(new User("ada"), Optional.of(new User("ada")));
  }

  @Test
  void missingPrincipalIsToldUnlessItIsOptional() {
    TestClient client = connect(new Secure());

    client.send("421[\"who\"]", "41");

    assertThat(recorder.lines).anyMatch(line -> line.startsWith("listener of who failed: "));
    assertThat(seen).containsExactly(Optional.empty());
  }

  abstract static class Store<T> {
    final List<Object> saved = new ArrayList<>();

    @OnEvent("save")
    public int save(T value) {
      saved.add(value);
      return saved.size();
    }

    @OnEvent("save all")
    public int saveAll(Map<String, List<T>> values) {
      saved.add(values);
      return saved.size();
    }
  }

  interface Deletes<T> {
    @OnEvent("delete")
    boolean delete(T[] values);

    @OnEvent("default")
    default String byDefault() {
      return "default";
    }
  }

  static class Moves extends Store<Move> implements Deletes<Move> {
    @Override
    public int save(Move value) {
      return 100 + super.save(value);
    }

    @Override
    public boolean delete(Move[] values) {
      return values.length == 1;
    }
  }

  @Test
  void inheritedAndGenericMethodsAreBound() {
    Moves moves = new Moves();
    TestClient client = connect(moves);

    client.send("421[\"save\",{\"from\":1,\"to\":2}]");
    client.send("422[\"save all\",{\"a\":[{\"from\":3,\"to\":4}]}]");
    client.send("423[\"delete\",[{\"from\":5,\"to\":6}]]", "424[\"default\"]");

    assertThat(client.taken())
        .containsExactly("431[101]", "432[2]", "433[true]", "434[\"default\"]");
    assertThat(moves.saved).containsExactly(new Move(1, 2), Map.of("a", List.of(new Move(3, 4))));
  }

  @Test
  void methodsOfAProxyAreCalledThroughIt() {
    List<String> calls = new ArrayList<>();
    Object proxy =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Greeter.class},
            (self, method, arguments) -> {
              calls.add(method.getName());
              return "hi " + arguments[0];
            });
    TestClient client = connect(proxy);

    client.send("421[\"greet\",\"ada\"]");

    assertThat(client.next()).isEqualTo("431[\"hi ada\"]");
    assertThat(calls).containsExactly("greet");
  }

  /** A public method of it is called through a subclass that a framework might generate. */
  public interface Greeter {
    @OnEvent("greet")
    String greet(String name);
  }

  static class Overloads {
    @OnEvent("one")
    String take(String one) {
      return one;
    }

    @OnEvent("two")
    String take(String one, String two) {
      return one + two;
    }
  }

  @Test
  void overloadsAreSeveralMethods() {
    TestClient client = connect(new Overloads());

    client.send("421[\"one\",\"a\"]", "422[\"two\",\"a\",\"b\"]");

    assertThat(client.taken()).containsExactly("431[\"a\"]", "432[\"ab\"]");
  }

  private TestClient connect(Object handler) {
    AnnotatedHandlers.register(io, handler);
    TestClient client = TestClient.connect(io);
    client.taken();
    return client;
  }
}
