package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A parser that the application brought; when it fails, it costs one connection and no more. */
final class ParserTest {
  private record Token(String token) {}

  private final TinyParser parser = new TinyParser();
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder().parser(parser).inlineHandlers().observer(recorder).build();

  @Test
  void packetsTravelAsTheParserSays() {
    io.onRequest("double", (socket, args) -> args.get(0, String.class).repeat(2));
    io.on("hello", String.class, (socket, name) -> io.emit("joined", name));
    TestClient client = connect();

    client.send("4ask double ab", "4event hello ada");

    assertThat(client.next()).isEqualTo("4ack 7 abab");
    assertThat(client.next()).isEqualTo("4event joined ada");
  }

  @Test
  void authThatWasNotSentIsBound() {
    List<Token> seen = new java.util.ArrayList<>();
    io.onConnection(socket -> seen.add(socket.handshake().auth(Token.class)));

    connect();

    assertThat(seen).containsExactly(new Token(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"throw", "recurse", "null", "nonsense"})
  void failureToReadClosesThatConnectionAlone(String message) {
    io.on("hello", String.class, (socket, name) -> socket.emit("hello", name));
    TestClient other = connect();
    TestClient client = connect();

    client.send("4" + message);

    assertThat(client.isClosed()).isTrue();
    assertThat(recorder.lines).contains("disconnected: parse error");
    other.send("4event hello ada");
    assertThat(other.next()).isEqualTo("4event hello ada");
  }

  @Test
  void failureToConnectClosesThatConnectionAlone() {
    TestClient other = connect();
    parser.unwritable = "connected";
    TestClient client = TestClient.open(io);

    client.send("4connect");

    assertThat(client.isClosed()).isTrue();
    assertThat(recorder.lines)
        .contains(
            "violated: the parser failed: java.lang.IllegalStateException: cannot write connected");
    assertThat(other.isClosed()).isFalse();
    assertThat(io.sockets()).hasSize(1);
  }

  @Test
  void failureToRefuseClosesThatConnectionAlone() {
    io.use((socket, handshake) -> false);
    parser.unwritable = "refused";
    TestClient client = TestClient.open(io);
    TestClient stranger = TestClient.open(io);

    client.send("4connect");
    stranger.send("4other");

    assertThat(client.isClosed()).isTrue();
    assertThat(stranger.isClosed()).isTrue();
  }

  @Test
  void failureToDisconnectClosesThatConnectionAlone() {
    TestClient other = connect();
    io.onConnection(socket -> socket.disconnect());
    parser.unwritable = "disconnect";
    TestClient client = connect();

    assertThat(client.isClosed()).isTrue();
    assertThat(other.isClosed()).isFalse();
  }

  @Test
  void failureToEmitIsTheCallers() {
    TestClient client = connect();
    parser.unwritable = "event";

    assertThatThrownBy(() -> io.emit("news", 1)).isInstanceOf(IllegalStateException.class);

    parser.unwritable = "";
    io.emit("news", 2);
    assertThat(client.next()).isEqualTo("4event news 2");
  }

  @Test
  void failureInAListenerIsToldAndTheConnectionLives() {
    io.on("hello", String.class, (socket, name) -> socket.emit("news", name));
    TestClient client = connect();
    parser.unwritable = "event";

    client.send("4event hello ada");

    assertThat(recorder.lines).contains("listener of hello failed: cannot write event");
    assertThat(client.isClosed()).isFalse();
  }

  private TestClient connect() {
    TestClient client = TestClient.open(io);
    client.send("4connect");
    assertThat(client.next()).isEqualTo("4connected");
    return client;
  }
}
