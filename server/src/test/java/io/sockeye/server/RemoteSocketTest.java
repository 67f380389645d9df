package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.SendResult;
import io.sockeye.concurrent.ManualTimers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be told of a socket that was fetched, and done to it (section 4.7). */
final class RemoteSocketTest {
  private SocketIoServer io;
  private TestClient client;
  private RemoteSocket fetched;

  /** With recovery the adapter knows a socket by what outlives it. */
  private void fetch(boolean recovery) {
    SocketIoServer.Builder builder =
        SocketIoServer.builder().timers(new ManualTimers()).inlineHandlers();
    if (recovery) {
      builder.connectionStateRecovery(ConnectionStateRecovery.create());
    }
    io = builder.build();
    io.onConnection(
        socket -> {
          socket.join("lobby");
          socket.data().put("user", "ada");
        });
    client = TestClient.open(io, "&version=7");
    client.join("/");
    fetched = io.in("lobby").fetchSockets().join().get(0);
  }

  @AfterEach
  void close() {
    io.close().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itTellsWhatItsSocketIs(boolean recovery) {
    fetch(recovery);

    String id = io.sockets().iterator().next().id();

    assertThat(fetched.id()).isEqualTo(id);
    assertThat(fetched.rooms()).containsExactlyInAnyOrder(id, "lobby");
    assertThat(fetched.data().get("user", String.class)).contains("ada");
    assertThat(fetched.handshake().query()).containsEntry("version", "7");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itJoinsAndLeavesRooms(boolean recovery) {
    fetch(recovery);

    assertThat(fetched.join("a", "b").toCompletableFuture()).isCompleted();
    assertThat(fetched.leave("lobby", "b").toCompletableFuture()).isCompleted();
    io.to("lobby").to("b").emit("left");
    io.to("a").emit("joined", 1);

    assertThat(fetched.rooms()).containsExactlyInAnyOrder(fetched.id(), "a");
    assertThat(client.taken()).singleElement().asString().startsWith("42[\"joined\",1");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsSentEventsAndAsked(boolean recovery) {
    fetch(recovery);

    assertThat(fetched.emit("news", 1)).isEqualTo(SendResult.SENT);
    CompletableFuture<String> answer = fetched.emitWithAck("ask", String.class, 2);

    assertThat(client.next()).startsWith("42[\"news\",1");
    assertThat(client.next()).isEqualTo("420[\"ask\",2]");
    client.send("430[\"here\"]");
    assertThat(answer).isCompletedWithValue("here");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itIsDisconnectedFromItsNamespaceAlone(boolean recovery) {
    fetch(recovery);
    io.of("/other");
    client.join("/other");

    fetched.disconnect();

    assertThat(client.taken()).containsExactly("41");
    assertThat(client.isClosed()).isFalse();
    assertThat(io.fetchSockets().join()).isEmpty();
    assertThat(io.of("/other").fetchSockets().join()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itsConnectionIsClosed(boolean recovery) {
    fetch(recovery);
    io.of("/other");
    client.join("/other");

    fetched.disconnect(true);

    assertThat(client.isClosed()).isTrue();
    assertThat(io.of("/other").fetchSockets().join()).isEmpty();
  }

  @Test
  void withDisconnectedOneNothingHappens() {
    fetch(false);
    client.vanish();

    fetched.join("a");
    SendResult result = fetched.emit("news");
    fetched.disconnect();

    assertThat(fetched.rooms()).isEmpty();
    assertThat(io.in("a").fetchSockets().join()).isEmpty();
    assertThat(client.taken()).isEmpty();
    assertThat(result).as("it was on this server").isEqualTo(SendResult.CLOSED);
  }
}
