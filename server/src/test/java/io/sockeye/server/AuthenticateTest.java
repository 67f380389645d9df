package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.ConnectErrorException;
import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is connected, and what those who are not let in get to see: nothing. */
final class AuthenticateTest {
  private record Token(String token) {}

  private record User(String name) {}

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder().timers(timers).inlineHandlers().observer(recorder).build();

  private static User verify(String token) {
    if (!"s3cr3t".equals(token)) {
      throw new ConnectErrorException("not authorized");
    }
    return new User("Ada");
  }

  private String answerTo(String auth) {
    return TestClient.open(io).send("40" + auth).next();
  }

  @Test
  void whatTheAuthenticatorReturnsIsThePrincipal() {
    List<Object> seen = new ArrayList<>();
    io.authenticate(Token.class, token -> verify(token.token()))
        .use((socket, handshake) -> seen.add(socket.principal(User.class)))
        .onConnection(socket -> seen.add(socket.principal(User.class)))
        .on("whoami", (socket, args, ack) -> seen.add(socket.principal().orElseThrow()))
        .onDisconnect((socket, reason) -> seen.add(socket.principal(User.class)));
    TestClient client = TestClient.open(io).send("40{\"token\":\"s3cr3t\"}");
    assertThat(client.next()).startsWith("40{\"sid\":");

    client.send("42[\"whoami\"]", "41");

    assertThat(seen).hasSize(4).containsOnly(new User("Ada"));
  }

  @Test
  void clientIsToldWhatTheAuthenticatorWantsItToKnow() {
    io.authenticate(Token.class, token -> verify(token.token()));
    io.of("/broken")
        .authenticate(
            (socket, handshake) -> {
              throw new IllegalStateException("host db-7 is down");
            });

    assertThat(answerTo("{\"token\":\"guess\"}")).isEqualTo("44{\"message\":\"not authorized\"}");
    assertThat(answerTo("")).isEqualTo("44{\"message\":\"not authorized\"}");
    assertThat(answerTo("/broken,")).isEqualTo("44/broken,{\"message\":\"connection refused\"}");
    assertThat(recorder.lines).contains("middleware failed: host db-7 is down");
  }

  @Test
  void whatDoesNotLookLikeCredentialsIsNoFailureOfTheServer() {
    io.authenticate(Token.class, token -> verify(token.token()));

    assertThat(answerTo("{\"token\":{\"$ne\":1}}")).isEqualTo("44{\"message\":\"invalid auth\"}");
    assertThat(recorder.lines).containsExactly("refused /: invalid auth");
  }

  @Test
  void nothingFoundMeansNobodyIsLetIn() {
    for (Object nobody : new Object[] {null, false, Optional.empty()}) {
      io.of("/now").authenticate((socket, handshake) -> nobody);
      assertThat(answerTo("/now,")).startsWith("44/now,");
      io.of("/later").authenticate((socket, handshake) -> CompletableFuture.completedStage(nobody));
      assertThat(answerTo("/later,")).startsWith("44/later,");
    }
    io.of("/failed")
        .authenticate(
            (socket, handshake) ->
                CompletableFuture.failedStage(new ConnectErrorException("too late")));
    assertThat(answerTo("/failed,")).isEqualTo("44/failed,{\"message\":\"too late\"}");
  }

  @Test
  void principalMayComeLaterOrInAnOptional() {
    CompletableFuture<Object> later = new CompletableFuture<>();
    List<Object> seen = new ArrayList<>();
    io.authenticate((socket, handshake) -> later)
        .onConnection(socket -> seen.add(socket.principal(User.class)));
    TestClient client = TestClient.open(io).send("40");
    assertThat(client.taken()).isEmpty();

    later.complete(Optional.of(new User("Grace")));

    assertThat(client.next()).startsWith("40{\"sid\":");
    assertThat(seen).containsExactly(new User("Grace"));
  }

  @Test
  void withoutAPrincipalTheErrorSaysWhatIsMissing() {
    List<Socket> sockets = new ArrayList<>();
    io.of("/open").authenticate((socket, handshake) -> true).onConnection(sockets::add);
    assertThat(answerTo("/open,")).startsWith("40/open,");

    assertThat(sockets.get(0).principal()).isEmpty();
    assertThatThrownBy(() -> sockets.get(0).principal(User.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no principal: no authenticator of /open returned one");
  }

  /** How far a client gets before it is refused. */
  private enum Stage {
    NEVER_ASKED,
    NO_SUCH_NAMESPACE,
    FIRST_MIDDLEWARE,
    AUTHENTICATOR,
    AUTHENTICATOR_LATER,
    LAST_MIDDLEWARE,
    TIMEOUT,
    DISCONNECTED_IN_MIDDLEWARE
  }

  @ParameterizedTest
  @EnumSource
  void refusedClientSeesNeitherEventNorBroadcast(Stage stage) {
    List<Object> heard = new ArrayList<>();
    CompletableFuture<Object> later = new CompletableFuture<>();
    Namespace nsp = io.of("/private");
    nsp.onAny((socket, event, args) -> heard.add(event));
    nsp.onConnection(socket -> heard.add("connection"));
    nsp.onDisconnect((socket, reason) -> heard.add("disconnect"));
    nsp.use(
        (socket, handshake) -> {
          socket.join("room");
          emitEverything(socket, nsp);
          return stage != Stage.FIRST_MIDDLEWARE;
        });
    nsp.authenticate(
        (socket, handshake) ->
            switch (stage) {
              case AUTHENTICATOR -> throw new ConnectErrorException("no");
              case AUTHENTICATOR_LATER, TIMEOUT -> later;
              default -> new User("Eve");
            });
    nsp.use(
        (socket, handshake) -> {
          emitEverything(socket, nsp);
          if (stage == Stage.DISCONNECTED_IN_MIDDLEWARE) {
            socket.disconnect();
          }
          return stage != Stage.LAST_MIDDLEWARE;
        });
    TestClient client = TestClient.open(io);

    switch (stage) {
      case NEVER_ASKED -> {}
      case NO_SUCH_NAMESPACE -> client.send("40/privat,");
      default -> client.send("40/private,");
    }
    nsp.emit("news");
    nsp.to("room").emit("news");
    if (stage == Stage.TIMEOUT) {
      timers.advance(Duration.ofSeconds(15));
    } else {
      later.completeExceptionally(new ConnectErrorException("no"));
    }
    nsp.emit("news");
    nsp.to("room").emit("news");
    io.emit("news");

    List<String> frames = client.taken();
    assertThat(frames).noneMatch(frame -> frame.startsWith("42") || frame.startsWith("40"));
    assertThat(frames).hasSize(stage == Stage.NEVER_ASKED ? 0 : 1);
    assertThat(heard).isEmpty();
    assertThat(nsp.sockets()).isEmpty();
  }

  private static void emitEverything(Socket socket, Namespace nsp) {
    socket.emit("early", Map.of("secret", 1));
    socket.asVolatile().emit("early");
    socket.emitWithAck("early").exceptionally(gone -> null);
    nsp.to("room").emit("early");
    nsp.to(socket.id()).emit("early");
  }

  @Test
  void whatMiddlewaresEmitFollowsTheConnectionInOrder() {
    io.use(
        (socket, handshake) -> {
          socket.emit("first", 1);
          socket.asVolatile().emit("not kept");
          socket.emit("second", 2);
          return true;
        });
    io.onConnection(socket -> socket.emit("third", 3));
    TestClient client = TestClient.open(io).send("40");

    assertThat(client.next()).startsWith("40{\"sid\":");
    assertThat(client.taken())
        .containsExactly("42[\"first\",1]", "42[\"second\",2]", "42[\"third\",3]");
  }

  @Test
  void middlewareThatEmitsWithoutEndIsToldSo() {
    io.use(
        (socket, handshake) -> {
          for (int i = 0; i <= EarlyPackets.MAX; i++) {
            socket.emit("early", i);
          }
          return true;
        });

    assertThat(answerTo("")).isEqualTo("44{\"message\":\"connection refused\"}");
    assertThat(recorder.lines)
        .contains(
            "middleware failed: expected at most 1000 packets before the socket is connected");
  }
}
