package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is left of a socket that a middleware refused: nothing. */
final class RefusedSocketTest {
  private final List<Socket> refused = new ArrayList<>();
  private final CompletableFuture<Boolean> verdict = new CompletableFuture<>();
  private final SocketIoServer io = SocketIoServer.builder().inlineHandlers().build();

  /** A client that waits for its verdict, in a room already. */
  private TestClient waiting() {
    io.of("/chat")
        .use(
            (socket, handshake) -> {
              refused.add(socket);
              socket.join("staff");
              return verdict.minimalCompletionStage();
            });
    return TestClient.open(io).send("40/chat");
  }

  @Test
  void roomsOfItsMiddlewaresAreLeft() {
    TestClient client = waiting();

    verdict.complete(false);

    assertThat(client.next()).startsWith("44/chat,");
    assertThat(refused.get(0).rooms()).isEmpty();
    assertThat(io.of("/chat").in("staff").fetchSockets().join()).isEmpty();
    assertThat(io.of("/chat").sockets()).isEmpty();
  }

  @Test
  void broadcastReachesItNeitherBeforeTheVerdictNorAfter() {
    TestClient client = waiting();

    io.of("/chat").emit("to all");
    io.of("/chat").to("staff").emit("to its room");
    verdict.complete(false);
    io.of("/chat").emit("to all");
    io.of("/chat").to("staff").emit("to its room");

    assertThat(client.taken()).singleElement().asString().startsWith("44/chat,");
  }

  @Test
  void joinAfterTheRefusalDoesNothing() {
    TestClient client = waiting();
    verdict.complete(false);

    refused.get(0).join("again");

    assertThat(refused.get(0).rooms()).isEmpty();
    assertThat(io.of("/chat").in("again").fetchSockets().join()).isEmpty();
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void itsEndIsToldToNobody() {
    List<String> ends = new ArrayList<>();
    io.of("/chat").onDisconnect((socket, reason) -> ends.add(reason.text()));
    TestClient client = waiting();
    refused.get(0).onDisconnect(reason -> ends.add(reason.text()));

    verdict.complete(false);
    client.vanish();

    assertThat(ends).isEmpty();
  }
}
