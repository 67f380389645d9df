package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Args;
import io.sockeye.ConnectErrorException;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.msgpack.MsgpackCodec;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketPacket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A server that speaks MessagePack: all that a server of JSON does. */
final class MsgpackServerTest {
  private record Token(String token, int level) {}

  @SuppressWarnings("ArrayRecordComponent") // what users write
  private record Picture(String title, byte[] bytes, Instant at) {}

  private final SocketCodec codec = MsgpackCodec.create();
  private final Recorder recorder = new Recorder();
  private final SocketIoServer io =
      SocketIoServer.builder().parser(codec).inlineHandlers().observer(recorder).build();

  @Test
  void authIsBound() {
    List<Object> seen = new ArrayList<>();
    io.onConnection(socket -> seen.add(socket.handshake().auth(Token.class)));

    connect(Args.of(Map.of("token", "abc", "level", 3)));
    connect(Args.empty());

    assertThat(seen).containsExactly(new Token("abc", 3), new Token(null, 0));
  }

  @Test
  void eventsAndAcksCarryRecordsAndBytes() {
    io.onRequest(
        "draw",
        Picture.class,
        (socket, picture) -> new Picture(picture.title() + "!", picture.bytes(), picture.at()));
    TestClient client = connect(Args.empty());

    Picture picture = new Picture("sun", new byte[] {1, 2}, Instant.EPOCH);
    send(client, new SocketPacket.Event("/", "draw", Args.of(picture), 5));

    SocketPacket.Ack ack = (SocketPacket.Ack) next(client);
    assertThat(ack.id()).isEqualTo(5);
    Picture answer = ack.args().get(0, Picture.class);
    assertThat(answer.title()).isEqualTo("sun!");
    assertThat(answer.bytes()).containsExactly(1, 2);
    assertThat(answer.at()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void broadcastIsEncodedOnceAndReachesEverybody() {
    TestClient first = connect(Args.empty());
    TestClient second = connect(Args.empty());

    io.emit("news", Map.of("n", 1));

    assertThat(first.next()).isEqualTo(second.next()).startsWith("0x83a474797065");
  }

  @Test
  void answersToAnEmitAreBound() throws Exception {
    TestClient client = connect(Args.empty());
    CompletableFuture<Token> answer =
        io.sockets()
            .iterator()
            .next()
            .timeout(Duration.ofSeconds(5))
            .emitWithAck("who", Token.class);
    long id = ((SocketPacket.Event) next(client)).ackId();

    send(client, new SocketPacket.Ack("/", id, Args.of(new Token("t", 1))));

    assertThat(answer.get()).isEqualTo(new Token("t", 1));
  }

  @Test
  void refusalCarriesItsData() {
    io.of("/secure")
        .use(
            (socket, handshake) -> {
              throw new ConnectErrorException("no", new Token("x", 1));
            });
    TestClient client = TestClient.open(io);

    send(client, new SocketPacket.Connect("/secure", Args.empty()));
    send(client, new SocketPacket.Connect("/nowhere", Args.empty()));

    SocketPacket.ConnectError refusal = (SocketPacket.ConnectError) next(client);
    assertThat(refusal.payload().get(0))
        .isEqualTo(Map.of("message", "no", "data", Map.of("token", "x", "level", 1)));
    assertThat(((SocketPacket.ConnectError) next(client)).payload().get(0))
        .isEqualTo(Map.of("message", "Invalid namespace"));
  }

  @Test
  void clientThatSpeaksJsonIsAParseError() {
    TestClient other = connect(Args.empty());
    TestClient client = TestClient.open(io);

    client.send("40");

    assertThat(client.isClosed()).isTrue();
    assertThat(recorder.lines).contains("violated: expected a binary message, got text");
    assertThat(other.isClosed()).isFalse();
  }

  @Test
  void brokenPacketIsAParseError() {
    TestClient client = connect(Args.empty());

    client.sendBinary((byte) 0xdf, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff);

    assertThat(client.isClosed()).isTrue();
    assertThat(recorder.lines).contains("disconnected: parse error");
  }

  @Test
  void argumentOfAnotherTypeIsToldAndTheConnectionLives() {
    io.on("take", Token.class, (socket, token) -> socket.emit("taken"));
    TestClient client = connect(Args.empty());

    send(client, new SocketPacket.Event("/", "take", Args.of("text")));

    assertThat(recorder.lines)
        .contains(
            "event take refused: argument 0: expected " + Token.class.getName() + ", got a string");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void clientFindsItsSocket() {
    SocketIoServer recovering =
        SocketIoServer.builder()
            .parser(codec)
            .inlineHandlers()
            .connectionStateRecovery(ConnectionStateRecovery.create())
            .build();
    TestClient client = TestClient.open(recovering);
    send(client, new SocketPacket.Connect("/", Args.empty()));
    Map<?, ?> first = payload(client);
    recovering.emit("news", 1);
    String offset = ((SocketPacket.Event) next(client)).args().get(1, String.class);
    client.vanish();
    recovering.emit("news", 2);

    TestClient again = TestClient.open(recovering);
    Map<String, ?> auth =
        Map.of("rest", List.of(Map.of("pid", "no"), 1), "pid", first.get("pid"), "offset", offset);
    send(again, new SocketPacket.Connect("/", Args.of(auth)));

    assertThat(payload(again)).isEqualTo(first);
    assertThat(((SocketPacket.Event) next(again)).args().get(0)).isEqualTo(2);
  }

  private Map<?, ?> payload(TestClient client) {
    return ((SocketPacket.Connect) next(client)).payload().get(0, Map.class);
  }

  private TestClient connect(Args auth) {
    TestClient client = TestClient.open(io);
    send(client, new SocketPacket.Connect("/", auth));
    SocketPacket answer = next(client);
    assertThat(((SocketPacket.Connect) answer).payload().get(0).toString()).startsWith("{sid=");
    return client;
  }

  private void send(TestClient client, SocketPacket packet) {
    client.sendBinary(codec.encode(packet).packets().get(0).data().toArray());
  }

  private SocketPacket next(TestClient client) {
    byte[] message = HexFormat.of().parseHex(client.next().substring(2));
    try {
      return codec.decoder(Limits.defaults()).decode(EnginePacket.binary(message));
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }
}
