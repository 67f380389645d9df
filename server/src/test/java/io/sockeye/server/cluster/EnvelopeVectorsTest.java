package io.sockeye.server.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.Args;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.SocketSnapshot;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Envelopes and entries as {@code @socket.io/redis-adapter} 8.3.0 and {@code
 * @socket.io/redis-streams-adapter} 0.3.1 have written them, with what they mean.
 */
final class EnvelopeVectorsTest {
  private static final String SHARDED = "953a966f131d31e2";
  private static final String STREAMS = "0011223344556677";

  private static final byte[] BYTES = {1, 2, 3};
  private static final BroadcastOptions ALL = BroadcastOptions.everybody();

  private static final SocketSnapshot SOCKET =
      new SocketSnapshot(
          "abcdefghijklmnopqrst",
          members(
              "headers", Map.of("host", "x"),
              "time", "t",
              "query", Map.of("EIO", "4"),
              "auth", Map.of()),
          new LinkedHashSet<>(List.of("abcdefghijklmnopqrst", "r1")),
          Map.of("name", "n"));

  /** A message of a server, and how it wrote it: as JSON, in hexadecimal digits or as base64. */
  record Vector(ClusterMessage message, String written) {
    byte[] bytes() {
      return written.startsWith("{") ? written.getBytes(UTF_8) : HexFormat.of().parseHex(written);
    }

    @Override
    public String toString() {
      return message.getClass().getSimpleName() + " " + written;
    }
  }

  static List<Vector> sharded() {
    return List.of(
        new Vector(
            event(ALL, null, 1, "ü", Map.of("a", Arrays.asList(true, null, 1.5))),
            """
            {"type":3,"data":{"packet":{"type":2,"data":["ev",1,"ü",{"a":[true,null,1.5]}]},\
            "opts":{"rooms":[],"except":[],"flags":{}}},"uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            event(ALL.withRooms(Set.of("r1")).withVolatile(), null),
            """
            {"type":3,"data":{"packet":{"type":2,"data":["ev"]},"opts":{"rooms":["r1"],\
            "except":[],"flags":{"volatile":true}}},"uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            event(rooms("r1", "r2").withExcept(Set.of("x")).withCompress(false), null, -1),
            """
            {"type":3,"data":{"packet":{"type":2,"data":["ev",-1]},"opts":{"rooms":["r1","r2"],\
            "except":["x"],"flags":{"compress":false}}},"uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            event(ALL, null, BYTES, Map.of("b", BYTES)),
            "84a47479706503a46461746182a67061636b657482a47479706502a46461746193a26576c40301020381"
                + "a162c403010203a46f70747383a5726f6f6d7390a665786365707490a5666c61677380a3756964b0"
                + "39353361393636663133316433316532a36e7370a12f"),
        new Vector(
            event(ALL.withTimeout(Duration.ofSeconds(1)), "854c26a4b15ab131", 1),
            """
            {"type":3,"data":{"packet":{"type":2,"data":["ev",1]},"requestId":"854c26a4b15ab131",\
            "opts":{"rooms":[],"except":[],"flags":{"timeout":1000}}},\
            "uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.SocketsJoin(
                rooms("r1").withExcept(Set.of("x")), ordered("r2", "r3")),
            """
            {"type":4,"data":{"opts":{"rooms":["r1"],"except":["x"],"flags":{}},\
            "rooms":["r2","r3"]},"uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.SocketsLeave(ALL, Set.of("r2")),
            """
            {"type":5,"data":{"opts":{"rooms":[],"except":[],"flags":{}},"rooms":["r2"]},\
            "uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.DisconnectSockets(rooms("r1"), true),
            """
            {"type":6,"data":{"opts":{"rooms":["r1"],"except":[],"flags":{}},"close":true},\
            "uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.FetchSockets(
                rooms("r1").withTimeout(Duration.ofSeconds(1)), "f49f1827430a70e8"),
            """
            {"type":7,"data":{"opts":{"rooms":["r1"],"except":[],"flags":{"timeout":1000}},\
            "requestId":"f49f1827430a70e8"},"uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.ServerSideEmit("note", Args.of(1, "a"), null),
            """
            {"type":9,"data":{"packet":["note",1,"a"]},"uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.ServerSideEmit("question", Args.of(1), "830452fcd312e40a"),
            """
            {"type":9,"data":{"requestId":"830452fcd312e40a","packet":["question",1]},\
            "uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.Sockets("q1", List.of(SOCKET)),
            """
            {"type":8,"data":{"requestId":"q1","sockets":[{"id":"abcdefghijklmnopqrst",\
            "handshake":{"headers":{"host":"x"},"time":"t","query":{"EIO":"4"},"auth":{}},\
            "rooms":["abcdefghijklmnopqrst","r1"],"data":{"name":"n"}}]},\
            "uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.ServerSideAnswer("q5", Args.of(Map.of("ok", 1))),
            """
            {"type":10,"data":{"requestId":"q5","packet":{"ok":1}},\
            "uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.ClientCount("q4", 3),
            """
            {"type":11,"data":{"requestId":"q4","clientCount":3},\
            "uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.ClientAnswer("q4", Args.of("yes")),
            """
            {"type":12,"data":{"requestId":"q4","packet":"yes"},\
            "uid":"953a966f131d31e2","nsp":"/"}"""),
        new Vector(
            new ClusterMessage.ClientAnswer("q4", Args.of((Object) BYTES)),
            "84a4747970650ca46461746182a9726571756573744964a27134a67061636b6574c403010203a3756964"
                + "b039353361393636663133316433316532a36e7370a12f"),
        new Vector(
            new ClusterMessage.ClientAnswer("q4", Args.empty()),
            """
            {"type":12,"data":{"requestId":"q4"},"uid":"953a966f131d31e2","nsp":"/"}"""));
  }

  /** What the adapter of streams publishes instead of keeping it. */
  static List<Vector> ephemeral() {
    return List.of(
        new Vector(
            event(ALL.withTimeout(Duration.ofSeconds(1)), "5f1c41ed736704bc", 1),
            "84a47479706503a46461746183a67061636b657482a47479706502a46461746192a2657601a972657175"
                + "6573744964b035663163343165643733363730346263a46f70747383a5726f6f6d7390a665786365"
                + "707490a5666c61677381a774696d656f7574cd03e8a3756964b03030313132323333343435353636"
                + "3737a36e7370a12f"),
        new Vector(
            new ClusterMessage.FetchSockets(
                rooms("r1").withTimeout(Duration.ofSeconds(1)), "2358d716436a4245"),
            "84a47479706507a46461746182a46f70747383a5726f6f6d7391a27231a665786365707490a5666c6167"
                + "7381a774696d656f7574cd03e8a9726571756573744964b032333538643731363433366134323435"
                + "a3756964b030303131323233333434353536363737a36e7370a12f"),
        new Vector(
            new ClusterMessage.ServerSideEmit("note", Args.of(1, "a"), null),
            "84a47479706509a46461746181a67061636b657493a46e6f746501a161a3756964b03030313132323333"
                + "3434353536363737a36e7370a12f"),
        new Vector(
            new ClusterMessage.ServerSideEmit("question", Args.of(1), "7c7deea2355c6ae6"),
            "84a47479706509a46461746182a9726571756573744964b037633764656561323335356336616536a670"
                + "61636b657492a87175657374696f6e01a3756964b030303131323233333434353536363737a36e73"
                + "70a12f"),
        new Vector(
            new ClusterMessage.Sockets("q1", List.of(SOCKET)),
            "84a47479706508a46461746182a9726571756573744964a27131a7736f636b6574739184a26964b46162"
                + "636465666768696a6b6c6d6e6f7071727374a968616e647368616b6584a76865616465727381a468"
                + "6f7374a178a474696d65a174a5717565727981a345494fa134a46175746880a5726f6f6d7392b461"
                + "62636465666768696a6b6c6d6e6f7071727374a27231a46461746181a46e616d65a16ea3756964b0"
                + "30303131323233333434353536363737a36e7370a12f"),
        new Vector(
            new ClusterMessage.ServerSideAnswer("q5", Args.of(Map.of("ok", 1))),
            "84a4747970650aa46461746182a9726571756573744964a27135a67061636b657481a26f6b01a3756964"
                + "b030303131323233333434353536363737a36e7370a12f"),
        new Vector(
            new ClusterMessage.ClientCount("q4", 3),
            "84a4747970650ba46461746182a9726571756573744964a27134ab636c69656e74436f756e7403a37569"
                + "64b030303131323233333434353536363737a36e7370a12f"),
        new Vector(
            new ClusterMessage.ClientAnswer("q4", Args.of("yes")),
            "84a4747970650ca46461746182a9726571756573744964a27134a67061636b6574a3796573a3756964b0"
                + "30303131323233333434353536363737a36e7370a12f"),
        new Vector(
            new ClusterMessage.ClientAnswer("q4", Args.of((Object) null)),
            "84a4747970650ca46461746182a9726571756573744964a27134a67061636b6574c0a3756964b0303031"
                + "31323233333434353536363737a36e7370a12f"));
  }

  /** The types and the data of entries, as {@code type data}. */
  static List<Vector> entries() {
    return List.of(
        new Vector(
            event(ALL, null, 1, "ü", Map.of("a", Arrays.asList(true, null, 1.5))),
            """
            3 {"packet":{"type":2,"data":["ev",1,"ü",{"a":[true,null,1.5]}]},\
            "opts":{"rooms":[],"except":[],"flags":{}}}"""),
        new Vector(
            event(ALL, null, BYTES, Map.of("b", BYTES)),
            "3 gqZwYWNrZXSCpHR5cGUCpGRhdGGTomV2xAMBAgOBoWLEAwECA6RvcHRzg6Vyb29tc5CmZXhjZXB0kKVmbGFn"
                + "c4A="),
        new Vector(
            new ClusterMessage.SocketsJoin(
                rooms("r1").withExcept(Set.of("x")), ordered("r2", "r3")),
            """
            4 {"opts":{"rooms":["r1"],"except":["x"],"flags":{}},"rooms":["r2","r3"]}"""),
        new Vector(
            new ClusterMessage.SocketsLeave(ALL, Set.of("r2")),
            """
            5 {"opts":{"rooms":[],"except":[],"flags":{}},"rooms":["r2"]}"""),
        new Vector(
            new ClusterMessage.DisconnectSockets(rooms("r1"), true),
            """
            6 {"opts":{"rooms":["r1"],"except":[],"flags":{}},"close":true}"""));
  }

  @ParameterizedTest
  @MethodSource("sharded")
  void envelopeIsWrittenAndRead(Vector vector) throws ProtocolException {
    EnvelopeCodec codec = codec(SHARDED);

    byte[] written = codec.encode(vector.message());
    Envelope read = codec.decode(vector.bytes());

    assertThat(written).asString(UTF_8).isEqualTo(new String(vector.bytes(), UTF_8));
    assertThat(written).isEqualTo(vector.bytes());
    assertThat(codec.isOwn(vector.bytes())).isTrue();
    assertThat(read.nodeId()).isEqualTo(SHARDED);
    assertSame(read.message(), vector.message());
    assertThat(codec.encode(read.message())).isEqualTo(vector.bytes());
  }

  @ParameterizedTest
  @MethodSource("ephemeral")
  void envelopeIsWrittenAndReadAsMessagePackAlone(Vector vector) throws ProtocolException {
    EnvelopeCodec codec = codec(STREAMS);

    byte[] written = codec.encodeMsgpack(vector.message());
    Envelope read = codec.decode(vector.bytes());

    assertThat(HexFormat.of().formatHex(written)).isEqualTo(vector.written());
    assertThat(codec.isOwn(vector.bytes())).isTrue();
    assertThat(read.nodeId()).isEqualTo(STREAMS);
    assertSame(read.message(), vector.message());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void entryIsWrittenAndRead(Vector vector) throws ProtocolException {
    EnvelopeCodec codec = codec(STREAMS);
    String[] typeAndData = vector.written().split(" ", 2);
    Map<String, byte[]> fields =
        members(
            "uid", STREAMS.getBytes(UTF_8),
            "nsp", "/".getBytes(UTF_8),
            "type", typeAndData[0].getBytes(UTF_8),
            "data", typeAndData[1].getBytes(UTF_8));

    Map<String, byte[]> written = codec.encodeFields(vector.message());
    Envelope read = codec.decodeFields(fields);

    assertThat(written.keySet()).containsExactlyElementsOf(fields.keySet());
    written.forEach((name, value) -> assertThat(value).as(name).isEqualTo(fields.get(name)));
    assertThat(read.nodeId()).isEqualTo(STREAMS);
    assertSame(read.message(), vector.message());
  }

  /** Records show all but arguments, which are the same if they are written the same. */
  private static void assertSame(ClusterMessage read, ClusterMessage meant) {
    EnvelopeCodec codec = codec(SHARDED);

    assertThat(read).hasToString(meant.toString());
    assertThat(codec.encodeMsgpack(read)).isEqualTo(codec.encodeMsgpack(meant));
  }

  private static EnvelopeCodec codec(String nodeId) {
    return new EnvelopeCodec(nodeId, "/", MessageFormats.create());
  }

  private static ClusterMessage event(BroadcastOptions options, String requestId, Object... args) {
    return new ClusterMessage.Broadcast(
        new SocketPacket.Event("/", "ev", Args.of(args)), options, requestId);
  }

  private static BroadcastOptions rooms(String... rooms) {
    return ALL.withRooms(ordered(rooms));
  }

  private static Set<String> ordered(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }

  @SuppressWarnings("unchecked")
  private static <T> Map<String, T> members(Object... namesAndValues) {
    Map<String, T> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], (T) namesAndValues[i + 1]);
    }
    return map;
  }
}
