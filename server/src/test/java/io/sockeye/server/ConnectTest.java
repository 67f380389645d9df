package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.ConnectErrorException;
import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** How a client gets into a namespace, or not (sections 3.5, 4.4 and 4.6 of the behaviour spec). */
final class ConnectTest {
  @Test
  void clientThatGoesDuringMiddlewaresLeavesNoAlarmBehind() {
    io.use((socket, handshake) -> new CompletableFuture<>());
    TestClient client = TestClient.open(io);
    client.send("40");

    client.vanish();

    assertThat(timers.pending()).isZero();
  }

  @Test
  void middlewaresThatAreDoneLeaveNoAlarmBehind() {
    io.of("/open").use((socket, handshake) -> CompletableFuture.completedStage(true));
    io.of("/shut").use((socket, handshake) -> CompletableFuture.completedStage(false));
    TestClient client = TestClient.connect(io);
    int alarms = timers.pending();

    client.send("40/open,", "40/shut,");

    assertThat(client.taken()).hasSize(2);
    assertThat(timers.pending()).isEqualTo(alarms);
  }

  private record Token(String token) {}

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder().timers(timers).inlineHandlers().observer(recorder).build();

  @Test
  void connectIsAnsweredWithTheIdOfTheSocket() {
    List<String> ids = new ArrayList<>();
    io.onConnection(socket -> ids.add(socket.id()));
    TestClient client = TestClient.open(io);

    client.send("40");

    String answer = client.next();
    assertThat(ids).hasSize(1);
    assertThat(answer).isEqualTo("40{\"sid\":\"" + ids.get(0) + "\"}");
    assertThat(ids.get(0)).hasSize(20).isNotEqualTo(io.socket(ids.get(0)).get().session().id());
  }

  @Test
  void unknownNamespaceIsRefusedAndTheConnectionStays() {
    TestClient client = TestClient.open(io);

    client.send("40/random");

    assertThat(client.next()).isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
    assertThat(client.isClosed()).isFalse();
    client.join("/");
  }

  @Test
  void whatTheConnectionListenerEmitsFollowsTheAnswer() {
    io.of("/custom").onConnection(socket -> socket.emit("auth", socket.handshake().auth()));
    TestClient client = TestClient.open(io);

    client.send("40/custom,{\"token\":\"abc\"}");

    assertThat(client.next()).startsWith("40/custom,{\"sid\":");
    assertThat(client.next()).isEqualTo("42/custom,[\"auth\",{\"token\":\"abc\"}]");
  }

  @Test
  void authThatWasNotSentIsAnEmptyObject() {
    List<Object> seen = new ArrayList<>();
    io.onConnection(
        socket -> {
          seen.add(socket.handshake().auth());
          seen.add(socket.handshake().auth(Token.class));
        });

    TestClient.connect(io);

    assertThat(seen).containsExactly(Map.of(), new Token(null));
  }

  @Test
  void authThatCannotBeBoundDoesNoHarmWithRecovery() {
    SocketIoServer recovering =
        SocketIoServer.builder()
            .inlineHandlers()
            .connectionStateRecovery(ConnectionStateRecovery.create())
            .build();
    TestClient client = TestClient.open(recovering);

    client.send("40{\"\\ud800\":1}");

    assertThat(client.next()).startsWith("40{\"sid\":");
    recovering.close();
  }

  @Test
  void middlewaresRunInOrderBeforeTheSocketIsConnected() {
    List<String> calls = new ArrayList<>();
    io.use((socket, handshake) -> calls.add("first " + socket.isConnected()));
    io.use((socket, handshake) -> calls.add("second " + handshake.auth(Token.class).token()));
    io.onConnection(socket -> calls.add("connected " + socket.isConnected()));
    TestClient client = TestClient.open(io);

    client.send("40{\"token\":\"t\"}");

    assertThat(client.next()).startsWith("40{");
    assertThat(calls).containsExactly("first false", "second t", "connected true");
  }

  @Test
  void connectErrorTellsTheClientItsMessageAndData() {
    io.of("/adm")
        .use(
            (socket, handshake) -> {
              throw new ConnectErrorException("nope", Map.of("code", 42));
            });
    TestClient client = TestClient.open(io);

    client.send("40/adm");

    assertThat(client.next()).isEqualTo("44/adm,{\"message\":\"nope\",\"data\":{\"code\":42}}");
    assertThat(io.of("/adm").sockets()).isEmpty();
    assertThat(recorder.lines).contains("refused /adm: nope");
  }

  @Test
  void anyOtherFailureRefusesAndLeaksNothing() {
    io.use(
        (socket, handshake) -> {
          throw new IllegalStateException("jdbc:secret");
        });
    TestClient client = TestClient.open(io);

    client.send("40");

    assertThat(client.next()).isEqualTo("44{\"message\":\"connection refused\"}");
    assertThat(recorder.lines).contains("middleware failed: jdbc:secret");
  }

  @Test
  void falseRefuses() {
    io.use((socket, handshake) -> false);
    TestClient client = TestClient.open(io);

    client.send("40");

    assertThat(client.next()).isEqualTo("44{\"message\":\"connection refused\"}");
  }

  @Test
  void stageIsAwaited() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    io.use((socket, handshake) -> verdict);
    TestClient client = TestClient.open(io);

    client.send("40");

    assertThat(client.taken()).isEmpty();
    verdict.complete(true);
    assertThat(client.next()).startsWith("40{");
  }

  @Test
  void stageThatFailsRefuses() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    CompletionStage<Boolean> wrapping = verdict.thenApply(ok -> ok);
    io.use((socket, handshake) -> wrapping);
    TestClient client = TestClient.open(io);

    client.send("40");
    verdict.completeExceptionally(new ConnectErrorException("late no"));

    assertThat(client.next()).isEqualTo("44{\"message\":\"late no\"}");
  }

  @Test
  void stageThatSaysFalseRefuses() {
    io.use((socket, handshake) -> CompletableFuture.completedStage(false));
    TestClient client = TestClient.open(io);

    client.send("40");

    assertThat(client.next()).isEqualTo("44{\"message\":\"connection refused\"}");
  }

  @Test
  void middlewareThatTakesTooLongRefusesAndTheConnectionIsClosed() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    io.use((socket, handshake) -> verdict);
    TestClient client = TestClient.open(io);
    client.send("40");

    timers.advance(Duration.ofSeconds(15));

    assertThat(client.next()).isEqualTo("44{\"message\":\"connection refused\"}");
    assertThat(client.isClosed()).isTrue();
    verdict.complete(true);
    assertThat(io.sockets()).isEmpty();
    assertThat(recorder.lines).contains("limit authTimeout");
  }

  @Test
  void clientThatGoesDuringMiddlewaresLeavesNoSocketBehind() {
    CompletableFuture<Boolean> verdict = new CompletableFuture<>();
    List<String> calls = new ArrayList<>();
    io.use((socket, handshake) -> verdict);
    io.onConnection(socket -> calls.add("connected"));
    io.onDisconnect((socket, reason) -> calls.add("disconnected"));
    TestClient client = TestClient.open(io);
    client.send("40");

    client.vanish();
    verdict.complete(true);

    assertThat(calls).isEmpty();
    assertThat(io.sockets()).isEmpty();
    assertThat(io.fetchSockets().join()).isEmpty();
  }

  @Test
  void socketDisconnectedByItsMiddlewareIsRefused() {
    io.use(
        (socket, handshake) -> {
          socket.disconnect();
          return true;
        });
    TestClient client = TestClient.open(io);

    client.send("40");

    assertThat(client.next()).isEqualTo("44{\"message\":\"connection refused\"}");
    assertThat(client.taken()).isEmpty();
    assertThat(io.sockets()).isEmpty();
  }

  @Test
  void roomsAndDataOfMiddlewaresAreKept() {
    io.use(
        (socket, handshake) -> {
          socket.data().put("user", "ada");
          return socket.join("staff");
        });
    TestClient client = TestClient.open(io);

    String id = client.join("/");

    Socket socket = io.socket(id).get();
    assertThat(socket.rooms()).containsExactlyInAnyOrder(id, "staff");
    assertThat(socket.data().get("user", String.class)).contains("ada");
    io.to("staff").emit("hello");
    assertThat(client.next()).isEqualTo("42[\"hello\"]");
  }

  @Test
  void secondConnectToAJoinedNamespaceClosesTheConnection() {
    TestClient client = TestClient.connect(io);

    client.send("40");

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void secondConnectToAPendingNamespaceClosesTheConnection() {
    io.use((socket, handshake) -> new CompletableFuture<Boolean>());
    TestClient client = TestClient.open(io);

    client.send("40", "40");

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void eventBeforeConnectClosesTheConnection() {
    TestClient client = TestClient.open(io);

    client.send("42[\"hi\"]");

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void refusalByAClientClosesTheConnection() {
    TestClient client = TestClient.connect(io);

    client.send("44{\"message\":\"no\"}");

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void clientThatNeverConnectsIsClosed() {
    TestClient client = TestClient.open(io);

    for (int i = 0; i < 20 && !client.isClosed(); i++) {
      timers.advance(Duration.ofSeconds(5));
      client.taken().stream().filter("2"::equals).forEach(ping -> client.send("3"));
      assertThat(client.isClosed()).isEqualTo(i >= 8);
    }

    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void clientThatLeftAllNamespacesIsNotClosedByTheConnectTimeout() {
    TestClient client = TestClient.connect(io);
    client.send("41");

    for (int i = 0; i < 20; i++) {
      timers.advance(Duration.ofSeconds(5));
      client.taken().stream().filter("2"::equals).forEach(ping -> client.send("3"));
    }

    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void namespacesOfAConnectionAreLimited() {
    SocketIoServer small =
        SocketIoServer.builder()
            .timers(timers)
            .inlineHandlers()
            .maxNamespacesPerConnection(2)
            .build();
    small.of("/a");
    small.of("/b");
    TestClient client = TestClient.connect(small);
    client.join("/a");

    client.send("40/b");

    assertThat(client.next()).isEqualTo("44/b,{\"message\":\"Too many namespaces\"}");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void joiningAndLeavingInALoopDoesNotKeepEverMoreListenersBusy() {
    Queue<Runnable> turns = new ConcurrentLinkedQueue<>();
    SocketIoServer busy = SocketIoServer.builder().timers(timers).handlers(turns::add).build();
    TestClient client = TestClient.open(busy);

    for (int i = 0; i < 20; i++) {
      client.send("40");
      if (client.next().startsWith("44")) {
        break;
      }
      client.send("41");
    }
    int lanes = turns.size();
    client.send("40", "40");

    assertThat(lanes).isEqualTo(16);
    assertThat(turns).hasSize(16);
    assertThat(client.taken()).containsOnly("44{\"message\":\"Too many namespaces\"}").hasSize(2);
    turns.forEach(Runnable::run);
    client.join("/");
  }

  @Test
  void namespaceNamesThatNoPacketCanCarryAreRefused() {
    assertThat(io.of("chat").name()).isEqualTo("/chat");
    assertThat(io.of("chat")).isSameAs(io.of("/chat"));
    assertThat(io.of("").name()).isEqualTo("/");
    assertThatIllegalArgumentException().isThrownBy(() -> io.of("/a,b"));
    assertThatIllegalArgumentException().isThrownBy(() -> io.of("/" + "x".repeat(256)));
  }
}
