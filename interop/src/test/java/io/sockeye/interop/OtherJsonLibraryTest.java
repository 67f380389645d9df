package io.sockeye.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.TypeRef;
import io.sockeye.netty.NettyOptions;
import io.sockeye.netty.NettyServer;
import io.sockeye.server.ConnectionStateRecovery;
import io.sockeye.server.ServerObserver;
import io.sockeye.server.Socket;
import io.sockeye.server.SocketIoServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server whose JSON is Gson's, and the official Java client: nothing of Jackson is in between.
 */
final class OtherJsonLibraryTest {
  private static final int PATIENCE_SECONDS = 10;

  record Token(String token, int level) {}

  @SuppressWarnings("ArrayRecordComponent") // what users write
  record Picture(String title, byte[] bytes, List<byte[]> more, Instant at) {}

  private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
  private final SocketIoServer io =
      SocketIoServer.builder()
          .json(new GsonJson())
          .connectionStateRecovery(ConnectionStateRecovery.create())
          .observer(
              new ServerObserver() {
                @Override
                public void eventRefused(Socket socket, String event, Throwable cause) {
                  seen.add(cause.getMessage());
                }
              })
          .build();
  private NettyServer server;
  private JavaSocket client;

  @BeforeEach
  void start() {
    server = NettyServer.start(io, NettyOptions.builder().host("127.0.0.1").port(0).build());
  }

  @AfterEach
  void stop() {
    if (client != null) {
      client.close();
    }
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void everyKindOfArgumentComesAndGoes(String transport) throws Exception {
    io.on("echo", (socket, args, ack) -> ack.send(args.toList().toArray()));
    connect(transport, Map.of());
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 1, -1});
    Object[] values = {
      1,
      12_345_678_901L,
      1.5,
      true,
      null,
      "é \" \n 😀",
      List.of(1, List.of()),
      Map.of("a", Map.of("b", 1)),
      bytes,
      Map.of("in", List.of(bytes, "text"))
    };

    List<@Nullable Object> answer = ask("echo", values);

    // The offset that recovery appends belongs to events alone.
    assertThat(answer).isEqualTo(Arrays.asList(values));
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void recordsWithBytesAreBoundAndWritten(String transport) throws Exception {
    io.onRequest(
        "draw",
        Picture.class,
        (socket, picture) -> {
          seen.add(picture.at());
          return new Picture(
              picture.title() + "!", picture.more().get(0), List.of(picture.bytes()), picture.at());
        });
    connect(transport, Map.of());
    ByteBuffer one = ByteBuffer.wrap(new byte[] {1});
    ByteBuffer two = ByteBuffer.wrap(new byte[] {2});

    List<@Nullable Object> answer =
        ask(
            "draw",
            Map.of(
                "title", "sun", "bytes", one, "more", List.of(two), "at", "1970-01-01T00:00:00Z"));

    assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(Instant.EPOCH);
    assertThat(answer)
        .containsExactly(
            Map.of(
                "title", "sun!", "bytes", two, "more", List.of(one), "at", "1970-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void authIsBoundIfItWasSentOrNot(String transport) throws Exception {
    io.onConnection(socket -> seen.add(socket.handshake().auth(Token.class)));
    connect(transport, Map.of("token", "abc"));
    client.close();
    connect(transport, Map.of());

    assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Token("abc", 0));
    assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Token(null, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void genericsAndAnswersOfTheClientAreBound(String transport) throws Exception {
    io.on(
        "tokens",
        new TypeRef<List<Token>>() {},
        (socket, tokens) -> {
          seen.add(tokens);
          seen.add(socket.emitWithAck("who", Token.class, tokens.get(0), new byte[] {7}).join());
        });
    connect(transport, Map.of());
    client.answer("who", args -> List.of(args.get(0)));

    client.emit("tokens", List.of(Map.of("token", "t", "level", 3)));

    assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(List.of(new Token("t", 3)));
    assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Token("t", 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void whatDoesNotFitIsAFaultOfTheClient(String transport) throws Exception {
    io.on("take", Token.class, (socket, token) -> seen.add(token));
    io.on("count", int.class, (socket, number) -> seen.add(number));
    io.on("when", Instant.class, (socket, time) -> seen.add(time));
    connect(transport, Map.of());

    client.emit("take", "text");
    client.emit("count", (Object) null);
    client.emit("when", "tomorrow");
    client.emit("take", Map.of("token", "t"));

    assertThat((String) seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .startsWith("argument 0: expected " + Token.class.getName());
    assertThat((String) seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isEqualTo("argument 0: expected int, got null");
    assertThat((String) seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .startsWith("argument 0: expected java.time.Instant");
    assertThat(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new Token("t", 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void whatCannotBeWrittenIsTheCallers(String transport) throws Exception {
    connect(transport, Map.of());
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> io.emit("news", cyclic))
        .withMessageStartingWith("event \"news\", argument 0: ");
    // Gson says so in a way of its own.
    assertThatIllegalArgumentException()
        .isThrownBy(() -> io.emit("news", 1, String.class))
        .withMessageStartingWith("event \"news\", argument 1: ");
  }

  private void connect(String transport, Map<String, String> auth) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port());
    client = OfficialJavaSocket.openWithAuth(uri, List.of(transport), auth);
    BlockingQueue<List<@Nullable Object>> connected = client.events("connect");
    client.connect();
    assertThat(connected.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
  }

  private List<@Nullable Object> ask(String event, @Nullable Object... args) throws Exception {
    return client.ask(event, args).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
