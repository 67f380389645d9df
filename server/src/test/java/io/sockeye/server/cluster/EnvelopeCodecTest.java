package io.sockeye.server.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.Args;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.SocketSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What our own servers tell each other in envelopes, and what becomes of it on the way. */
final class EnvelopeCodecTest {
  private static final BroadcastOptions EVERYBODY = BroadcastOptions.everybody();

  private final EnvelopeCodec codec =
      new EnvelopeCodec("953a966f131d31e2", "/", MessageFormats.create());
  private final EnvelopeCodec other =
      new EnvelopeCodec("0011223344556677", "/", MessageFormats.create());

  @Test
  void bytesMakeItMessagePack() throws ProtocolException {
    byte[] message = codec.encode(message("text", new byte[] {1, 2, 3}));

    Envelope read = other.decode(message);

    assertThat(message[0]).isNotEqualTo((byte) '{');
    assertThat(read.nodeId()).isEqualTo("953a966f131d31e2");
    assertThat(((ClusterMessage.Broadcast) read.message()).event().args().toList())
        .containsExactly("text", new byte[] {1, 2, 3});
  }

  @Test
  void ownMessagesAreKnownByTheirEnd() {
    for (ClusterMessage message :
        new ClusterMessage[] {
          message(1), message((Object) new byte[3]), new ClusterMessage.Leave()
        }) {
      assertThat(codec.isOwn(codec.encode(message))).isTrue();
      assertThat(codec.isOwn(codec.encodeMsgpack(message))).isTrue();
      assertThat(other.isOwn(codec.encode(message))).isFalse();
      assertThat(other.isOwn(codec.encodeMsgpack(message))).isFalse();
    }
  }

  @Test
  void roomsThatAreNumbersHaveTheirNames() throws ProtocolException {
    ClusterMessage.Broadcast read =
        broadcast(
            """
            {"type":3,"data":{"packet":{"type":2,"data":[7]},"opts":{"rooms":[1,-2.0,"3"]}},\
            "uid":"a","nsp":"/"}""");

    assertThat(read.event().name()).isEqualTo("7");
    assertThat(read.options().rooms()).containsExactly("1", "-2", "3");
  }

  @Test
  void membersMayComeInAnyOrderAndOthersAmongThem() throws ProtocolException {
    ClusterMessage.Broadcast read =
        broadcast(
            """
            { "nsp" : "/", "source": "_sio_adapter", "uid": "a", "data":
              { "opts": {"flags": {"expectSingleResponse": true}, "more": [{}]}, "requestId": null,
                "packet": {"nsp": "chat", "id": 5, "data": [ "ev" , {"a": [ ] } ], "type": 2}},
              "type": 3 }
            """
                .strip());

    assertThat(read.requestId()).isNull();
    assertThat(read.options()).isEqualTo(EVERYBODY);
    assertThat(read.event().namespace()).isEqualTo("/");
    assertThat(read.event().args().toList()).containsExactly(Map.of("a", List.of()));
  }

  @ParameterizedTest
  @CsvSource({"250, 250", "0, 0", "1e300, 86400000", "-1,", "null,", "[],"})
  void timeForAnswersIsBounded(String timeout, @Nullable Long millis) throws ProtocolException {
    ClusterMessage.Broadcast read =
        broadcast(
            """
            {"type":3,"data":{"packet":{"type":2,"data":["ev"]},"requestId":"q",\
            "opts":{"flags":{"timeout":%s}}},"uid":"a","nsp":"/"}"""
                .formatted(timeout));

    assertThat(read.options().timeout())
        .isEqualTo(Optional.ofNullable(millis).map(Duration::ofMillis));
  }

  @Test
  void datesOfJavaScriptAreTheirText() throws ProtocolException {
    // ["ev", new Date(0), undefined, new Date(1700000000123), Buffer.from([1, 2, 3])] of notepack
    byte[] message =
        HexFormat.of()
            .parseHex(
                "84a47479706503a46461746182a67061636b657482a47479706502a46461746195a26576d6ff000000"
                    + "00c0d7ff1d5353006553f100c403010203a46f70747383a5726f6f6d7390a66578636570749"
                    + "0a5666c61677380a3756964b039353361393636663133316433316532a36e7370a12f");

    Args args = ((ClusterMessage.Broadcast) other.decode(message).message()).event().args();

    assertThat(args.toList())
        .containsExactly(
            "1970-01-01T00:00:00.000Z", null, "2023-11-14T22:13:20.123Z", new byte[] {1, 2, 3});
  }

  @Test
  void datesThatAreSentOnStayTimestamps() throws ProtocolException {
    // An answer with dates of 1969, 1970, 2023 and 2600, as @msgpack/msgpack writes them.
    String dates =
        "94c70cff3b9ac618ffffffffffffffffd6ff00000000d7ff1d5353006553f100d7ff00000004a1f9bf00";
    String start = "84a4747970650ca46461746182a9726571756573744964a171a67061636b6574";
    String end = "a3756964b039353361393636663133316433316532a36e7370a12f";
    byte[] message = HexFormat.of().parseHex(start + dates + end);

    ClusterMessage read = other.decode(message).message();

    assertThat(HexFormat.of().formatHex(codec.encodeMsgpack(read))).isEqualTo(start + dates + end);
  }

  @Test
  void argumentsThatCameAsJsonGoOnAsTheyCame() throws ProtocolException {
    String args = "{ \"a\" : 1.0, \"big\": 12345678901234567890, \"_placeholder\":true,\"num\":0 }";
    ClusterMessage.Broadcast read =
        broadcast(
            """
            {"type":3,"data":{"packet":{"type":2,"data":["ev",%s]},"opts":{}},"uid":"a","nsp":"/"}\
            """
                .formatted(args)
                .strip());

    assertThat(codec.encode(read)).asString(UTF_8).contains("[\"ev\"," + args + "]");
  }

  @Test
  void argumentThatCannotBeWrittenIsNamed() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    ClusterMessage message = message("fine", Map.of("it", self));

    assertThatThrownBy(() -> codec.encode(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("event \"ev\", argument 1: expected ");
    assertThatThrownBy(() -> codec.encodeMsgpack(message))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("event \"ev\", argument 1: expected ");
  }

  @Test
  void whatAProgramPutInPlaceOfDataIsNone() throws ProtocolException {
    Envelope read =
        other.decode(
            """
            {"type":8,"data":{"requestId":"q","sockets":[{"id":"s","handshake":null,"rooms":[],\
            "data":7}]},"uid":"a","nsp":"/"}"""
                .getBytes(UTF_8));

    assertThat(((ClusterMessage.Sockets) read.message()).sockets())
        .containsExactly(new SocketSnapshot("s", Map.of(), Set.of(), Map.of()));
  }

  @Test
  void requestsOfTheClassicFormatHaveNoEnvelope() {
    assertThatThrownBy(() -> codec.encode(new ClusterMessage.FetchRooms("q")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FetchRooms");
  }

  private ClusterMessage.Broadcast broadcast(String json) throws ProtocolException {
    return (ClusterMessage.Broadcast) other.decode(json.getBytes(UTF_8)).message();
  }

  private static ClusterMessage message(Object... args) {
    return new ClusterMessage.Broadcast(
        new SocketPacket.Event("/", "ev", Args.of(args)), EVERYBODY, null);
  }

  @Test
  void idsOfSocketsAreAsLongAsProgramsChooseThem() throws ProtocolException {
    ClusterMessage.Sockets sockets =
        new ClusterMessage.Sockets(
            "r", List.of(new SocketSnapshot("a".repeat(1_000), Map.of(), Set.of(), Map.of())));

    assertThat(codec.decode(codec.encode(sockets)).message()).isEqualTo(sockets);
  }
}
