package io.sockeye.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Args;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.SocketSnapshot;
import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.Envelope;
import io.sockeye.server.cluster.EnvelopeCodec;
import io.sockeye.server.cluster.MessageFormats;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages as {@code @socket.io/redis-adapter} 8.3.0 and {@code @socket.io/redis-emitter} 5.1.0
 * have written them, with what they mean.
 */
final class ClassicVectorsTest {
  private static final String NODE = "aB3xYz";
  private static final byte[] BYTES = {1, 2, 3};
  private static final BroadcastOptions ALL = BroadcastOptions.everybody();

  private final ClassicWire wire = new ClassicWire(NODE, "/", MessageFormats.create());

  /** A message, and how it was written: as JSON or in hexadecimal digits. */
  record Vector(ClusterMessage message, String written) {
    byte[] bytes() {
      return written.startsWith("{") ? written.getBytes(UTF_8) : HexFormat.of().parseHex(written);
    }

    @Override
    public String toString() {
      return message.getClass().getSimpleName() + " " + written;
    }
  }

  static List<Vector> broadcasts() {
    return List.of(
        new Vector(
            event(ALL, null, 1, "ü", Map.of("a", Arrays.asList(true, null, 1.5))),
            "93a661423378597a83a47479706502a46461746194a2657601a2c3bc81a16193c3c0cb3ff8000000000000"
                + "a36e7370a12f83a5726f6f6d7390a665786365707490a5666c61677380"),
        new Vector(
            event(rooms("r1").withVolatile(), null),
            "93a661423378597a83a47479706502a46461746191a26576a36e7370a12f83a5726f6f6d7391a27231a665"
                + "786365707490a5666c61677381a8766f6c6174696c65c3"),
        new Vector(
            event(rooms("r1", "r2").withExcept(Set.of("x")).withCompress(false), null, -1),
            "93a661423378597a83a47479706502a46461746192a26576ffa36e7370a12f83a5726f6f6d7392a27231a2"
                + "7232a665786365707491a178a5666c61677381a8636f6d7072657373c2"),
        new Vector(
            event(ALL, null, BYTES, Map.of("b", BYTES)),
            "93a661423378597a83a47479706502a46461746193a26576c40301020381a162c403010203a36e7370a12f"
                + "83a5726f6f6d7390a665786365707490a5666c61677380"));
  }

  static List<Vector> requests() {
    return List.of(
        new Vector(
            event(ALL.withTimeout(Duration.ofSeconds(1)), "dp0fZ1", 1),
            "85a3756964a661423378597aa9726571756573744964a6647030665a31a47479706507a67061636b657483"
                + "a47479706502a46461746192a2657601a36e7370a12fa46f70747383a5726f6f6d7390a665786365"
                + "707490a5666c61677381a774696d656f7574cd03e8"),
        new Vector(
            new ClusterMessage.SocketsJoin(rooms("r1").withExcept(Set.of("x")), names("r2", "r3")),
            """
            {"uid":"aB3xYz","type":2,"opts":{"rooms":["r1"],"except":["x"]},"rooms":["r2","r3"]}"""),
        new Vector(
            new ClusterMessage.SocketsLeave(ALL, Set.of("r2")),
            """
            {"uid":"aB3xYz","type":3,"opts":{"rooms":[],"except":[]},"rooms":["r2"]}"""),
        new Vector(
            new ClusterMessage.DisconnectSockets(rooms("r1"), true),
            """
            {"uid":"aB3xYz","type":4,"opts":{"rooms":["r1"],"except":[]},"close":true}"""),
        new Vector(
            new ClusterMessage.FetchSockets(rooms("r1"), "dp0fZ1"),
            """
            {"uid":"aB3xYz","requestId":"dp0fZ1","type":5,"opts":{"rooms":["r1"],"except":[]}}"""),
        new Vector(
            new ClusterMessage.FetchIds(Set.of("r1"), "dp0fZ1"),
            """
            {"uid":"aB3xYz","requestId":"dp0fZ1","type":0,"rooms":["r1"]}"""),
        new Vector(
            new ClusterMessage.FetchRooms("dp0fZ1"),
            """
            {"uid":"aB3xYz","requestId":"dp0fZ1","type":1}"""),
        new Vector(
            new ClusterMessage.ServerSideEmit("note", Args.of(1, "a"), null),
            """
            {"uid":"aB3xYz","type":6,"data":["note",1,"a"]}"""),
        new Vector(
            new ClusterMessage.ServerSideEmit("question", Args.of(1), "dp0fZ1"),
            """
            {"uid":"aB3xYz","requestId":"dp0fZ1","type":6,"data":["question",1]}"""));
  }

  static List<Vector> responses() {
    return List.of(
        new Vector(
            new ClusterMessage.Sockets("q1", List.of(socket())),
            """
            {"requestId":"q1","sockets":[{"id":"abcdefghijklmnopqrst","handshake":{"headers":\
            {"host":"x"},"time":"t","query":{"EIO":"4"},"auth":{}},"rooms":\
            ["abcdefghijklmnopqrst","r1"],"data":{"name":"n"}}]}"""),
        new Vector(
            new ClusterMessage.Sockets("q1", List.of()),
            """
            {"requestId":"q1","sockets":[]}"""),
        new Vector(
            new ClusterMessage.Ids("q2", names("s1", "s2")),
            """
            {"requestId":"q2","sockets":["s1","s2"]}"""),
        new Vector(
            new ClusterMessage.Rooms("q3", Set.of()),
            """
            {"requestId":"q3","rooms":[]}"""),
        new Vector(
            new ClusterMessage.ClientCount("q4", 3),
            """
            {"type":8,"requestId":"q4","clientCount":3}"""),
        new Vector(
            new ClusterMessage.ClientAnswer("q4", Args.of("yes")),
            "83a47479706509a9726571756573744964a27134a67061636b6574a3796573"),
        new Vector(
            new ClusterMessage.ClientAnswer("q4", Args.of((Object) BYTES)),
            "83a47479706509a9726571756573744964a27134a67061636b6574c403010203"),
        new Vector(
            new ClusterMessage.ClientAnswer("q4", Args.empty()),
            "82a47479706509a9726571756573744964a27134"),
        new Vector(
            new ClusterMessage.ServerSideAnswer("q5", Args.of(Map.of("ok", 1))),
            """
            {"type":6,"requestId":"q5","data":{"ok":1}}"""));
  }

  /** Only the emitter writes so: flags come before exceptions, and some have no sender. */
  static List<Vector> ofEmitter() {
    return List.of(
        new Vector(
            event(ALL, null, 1, BYTES),
            "93a7656d697474657283a47479706502a46461746193a2657601c403010203a36e7370a12f83a5726f6f6d"
                + "7390a5666c61677380a665786365707490"),
        new Vector(
            event(
                rooms("r1", "r2").withExcept(Set.of("x")).withVolatile().withCompress(false),
                null,
                "a"),
            "93a7656d697474657283a47479706502a46461746192a26576a161a36e7370a12f83a5726f6f6d7392a272"
                + "31a27232a5666c61677382a8766f6c6174696c65c3a8636f6d7072657373c2a665786365707491a1"
                + "78"),
        new Vector(
            new ClusterMessage.SocketsJoin(rooms("r1"), names("a", "b")),
            """
            {"type":2,"opts":{"rooms":["r1"],"except":[]},"rooms":["a","b"]}"""),
        new Vector(
            new ClusterMessage.SocketsLeave(ALL, Set.of("a")),
            """
            {"type":3,"opts":{"rooms":[],"except":[]},"rooms":["a"]}"""),
        new Vector(
            new ClusterMessage.DisconnectSockets(ALL, true),
            """
            {"type":4,"opts":{"rooms":[],"except":[]},"close":true}"""),
        new Vector(
            new ClusterMessage.ServerSideEmit("note", Args.of(1, Map.of("a", 1)), null),
            """
            {"uid":"emitter","type":6,"data":["note",1,{"a":1}]}"""));
  }

  @ParameterizedTest
  @MethodSource("broadcasts")
  void broadcastIsWrittenAndRead(Vector vector) throws ProtocolException {
    ClusterMessage.Broadcast broadcast = (ClusterMessage.Broadcast) vector.message();

    byte[] written = wire.encodeBroadcast(broadcast.event(), broadcast.options());
    Envelope read = wire.decodeBroadcast(vector.bytes());

    assertThat(HexFormat.of().formatHex(written)).isEqualTo(vector.written());
    assertThat(read.nodeId()).isEqualTo(NODE);
    assertSame(read.message(), broadcast);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void requestIsWrittenAndRead(Vector vector) throws ProtocolException {
    byte[] written = wire.encodeRequest(vector.message());
    Envelope read = wire.decodeRequest(vector.bytes());

    assertThat(written).asString(UTF_8).isEqualTo(new String(vector.bytes(), UTF_8));
    assertThat(written).isEqualTo(vector.bytes());
    assertThat(read.nodeId()).isEqualTo(NODE);
    assertSame(read.message(), vector.message());
  }

  @ParameterizedTest
  @MethodSource("responses")
  void responseIsWrittenAndRead(Vector vector) throws ProtocolException {
    byte[] written = wire.encodeResponse((ClusterMessage.Response) vector.message());
    Envelope read = wire.decodeResponse(vector.bytes());

    assertThat(written).asString(UTF_8).isEqualTo(new String(vector.bytes(), UTF_8));
    assertThat(written).isEqualTo(vector.bytes());
    assertThat(read.nodeId()).isNull();
    assertSame(read.message(), vector.message());
  }

  @ParameterizedTest
  @MethodSource("ofEmitter")
  void messageOfTheEmitterIsRead(Vector vector) throws ProtocolException {
    boolean broadcast = vector.message() instanceof ClusterMessage.Broadcast;

    Envelope read =
        broadcast ? wire.decodeBroadcast(vector.bytes()) : wire.decodeRequest(vector.bytes());

    assertThat(read.nodeId()).isEqualTo("emitter");
    assertSame(read.message(), vector.message());
  }

  @Test
  void bytesBetweenServersAreKept() throws ProtocolException {
    ClusterMessage emit = new ClusterMessage.ServerSideEmit("note", Args.of((Object) BYTES), null);
    ClusterMessage.Response answer =
        new ClusterMessage.ServerSideAnswer("q", Args.of((Object) BYTES));

    assertSame(wire.decodeRequest(wire.encodeRequest(emit)).message(), emit);
    assertSame(wire.decodeResponse(wire.encodeResponse(answer)).message(), answer);
  }

  /** Records show all but arguments, which are the same if they are written the same. */
  private static void assertSame(ClusterMessage read, ClusterMessage meant) {
    assertThat(read).hasToString(meant.toString());
    if (!(meant instanceof ClusterMessage.FetchIds
        || meant instanceof ClusterMessage.FetchRooms
        || meant instanceof ClusterMessage.Ids
        || meant instanceof ClusterMessage.Rooms)) {
      EnvelopeCodec codec = new EnvelopeCodec(NODE, "/", MessageFormats.create());
      assertThat(codec.encodeMsgpack(read)).isEqualTo(codec.encodeMsgpack(meant));
    }
  }

  private static SocketSnapshot socket() {
    Map<String, @Nullable Object> handshake = new LinkedHashMap<>();
    handshake.put("headers", Map.of("host", "x"));
    handshake.put("time", "t");
    handshake.put("query", Map.of("EIO", "4"));
    handshake.put("auth", Map.of());
    return new SocketSnapshot(
        "abcdefghijklmnopqrst",
        handshake,
        names("abcdefghijklmnopqrst", "r1"),
        Map.of("name", "n"));
  }

  private static ClusterMessage event(
      BroadcastOptions options, @Nullable String requestId, Object... args) {
    return new ClusterMessage.Broadcast(
        new SocketPacket.Event("/", "ev", Args.of(args)), options, requestId);
  }

  private static BroadcastOptions rooms(String... rooms) {
    return ALL.withRooms(names(rooms));
  }

  private static Set<String> names(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
