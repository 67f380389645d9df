package io.sockeye.protocol.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.Args;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the encoder writes, and that what it refuses is told to the caller. */
final class JsonSocketCodecTest {
  @SuppressWarnings("ArrayRecordComponent") // what users write
  private record Picture(String title, byte[] bytes) {}

  private record Unloaded(int id) {
    @Override
    @SuppressWarnings("UnusedMethod") // Jackson calls it
    public int id() {
      throw new IllegalStateException("not loaded " + id);
    }
  }

  private final SocketCodec codec = new JsonSocketCodec(JacksonJson.create());

  @Test
  void headHasNamespaceAndIdOnlyWhenTheyAreThere() {
    assertThat(text(event("/", "hello", 1))).isEqualTo("42[\"hello\",1]");
    assertThat(text(new SocketPacket.Event("/admin", "ev", Args.empty(), 456)))
        .isEqualTo("42/admin,456[\"ev\"]");
    assertThat(text(new SocketPacket.Ack("/", 0, Args.of("ok")))).isEqualTo("430[\"ok\"]");
    assertThat(text(new SocketPacket.Ack("/", 1, Args.empty()))).isEqualTo("431[]");
    assertThat(text(new SocketPacket.Disconnect("/"))).isEqualTo("41");
    assertThat(text(new SocketPacket.Disconnect("/admin"))).isEqualTo("41/admin,");
    assertThat(text(new SocketPacket.Connect("/", Args.empty()))).isEqualTo("40");
    assertThat(text(new SocketPacket.Connect("/", Args.of(Map.of("sid", "abc")))))
        .isEqualTo("40{\"sid\":\"abc\"}");
    assertThat(text(new SocketPacket.ConnectError("/n", Args.of(Map.of("message", "no")))))
        .isEqualTo("44/n,{\"message\":\"no\"}");
  }

  @Test
  void nullPayloadIsLeftOut() {
    assertThat(text(new SocketPacket.Connect("/", Args.of((Object) null)))).isEqualTo("40");
  }

  @Test
  void bytesBecomePlaceholdersInDepthFirstOrder() {
    Map<String, Object> nested = new LinkedHashMap<>();
    nested.put("a", new byte[] {2});
    nested.put("b", List.of(1, ByteBuffer.wrap(new byte[] {0, 3, 4, 0}, 1, 2)));
    nested.put("c", Optional.of(new Picture("p", new byte[] {5})));

    PacketGroup group = codec.encode(event("/", "b", new byte[] {1}, nested, new byte[0]));

    assertThat(group.packets().get(0).frame().utf8())
        .isEqualTo(
            "455-[\"b\",{\"_placeholder\":true,\"num\":0},{\"a\":{\"_placeholder\":true,\"num\":1},"
                + "\"b\":[1,{\"_placeholder\":true,\"num\":2}],"
                + "\"c\":{\"title\":\"p\",\"bytes\":{\"_placeholder\":true,\"num\":3}}},"
                + "{\"_placeholder\":true,\"num\":4}]");
    assertThat(group.packets().stream().skip(1).map(packet -> packet.data().toArray()))
        .containsExactly(
            new byte[] {1}, new byte[] {2}, new byte[] {3, 4}, new byte[] {5}, new byte[0]);
  }

  @Test
  void attachmentIsWhatTheArrayHeldWhenItWasEncoded() {
    byte[] reused = {1};

    PacketGroup group = codec.encode(event("/", "b", reused));
    reused[0] = 9;

    assertThat(group.packets().get(1).data().toArray()).containsExactly(1);
  }

  @Test
  void binaryAckHasItsOwnType() {
    PacketGroup group =
        codec.encode(new SocketPacket.Ack("/admin", 7, Args.of((Object) new byte[] {1})));

    assertThat(group.packets().get(0).frame().utf8())
        .isEqualTo("461-/admin,7[{\"_placeholder\":true,\"num\":0}]");
  }

  @Test
  void bytesInPayloadOfConnectAreBase64() {
    assertThat(text(new SocketPacket.Connect("/", Args.of(Map.of("key", new byte[] {1, 2})))))
        .isEqualTo("40{\"key\":\"AQI=\"}");
  }

  @Test
  void whatJavaScriptCannotSayIsNull() {
    assertThat(
            text(
                event(
                    "/",
                    "n",
                    Double.NaN,
                    Float.POSITIVE_INFINITY,
                    new double[] {1.5, Double.NEGATIVE_INFINITY},
                    null)))
        .isEqualTo("42[\"n\",null,null,[1.5,null],null]");
  }

  @Test
  void unpairedSurrogateIsEscaped() {
    assertThat(text(event("/", "a\ud83d", "\ude00b", "\ud83d\ude00", Map.of("k\ud83d", 1))))
        .isEqualTo("42[\"a\\ud83d\",\"\\ude00b\",\"\ud83d\ude00\",{\"k\\ud83d\":1}]");
  }

  @Test
  void longValuesGrowTheBuffer() {
    String text = "\u20ac".repeat(100_000);

    assertThat(text(event("/", "long", text, text)))
        .isEqualTo("42[\"long\",\"" + text + "\",\"" + text + "\"]");
  }

  @Test
  void cyclicValueIsRefusedByName() {
    List<Object> cycle = new ArrayList<>();
    cycle.add(Map.of("again", cycle));

    assertThatThrownBy(() -> codec.encode(event("/", "round", 1, cycle)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("event \"round\", argument 1: expected a value nested at most 128");
  }

  @Test
  void valueThatThrowsIsRefusedByName() {
    Object broken = new Unloaded(1);

    assertThatThrownBy(() -> codec.encode(event("/", "x", broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("event \"x\", argument 0")
        .hasMessageContaining("not loaded");
  }

  @Test
  void reservedNamesAreRefused() {
    for (String name :
        List.of(
            "connect",
            "connect_error",
            "disconnect",
            "disconnecting",
            "newListener",
            "removeListener")) {
      assertThatThrownBy(() -> codec.encode(event("/", name)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(name);
    }
  }

  @Test
  void namespaceThatCouldNotBeReadIsRefused() {
    for (String namespace : List.of("admin", "", "/a,b")) {
      assertThatThrownBy(() -> codec.encode(event(namespace, "x")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void ackWithoutIdIsRefused() {
    assertThatThrownBy(
            () -> codec.encode(new SocketPacket.Ack("/", SocketPacket.NO_ID, Args.empty())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valueThatLooksLikePlaceholderIsRefusedBesideBytesOnly() {
    Map<String, Object> forged = Map.of("_placeholder", true, "num", 0);

    assertThat(text(event("/", "x", new LinkedHashMap<>(Map.of("_placeholder", true)))))
        .isEqualTo("42[\"x\",{\"_placeholder\":true}]");
    assertThatThrownBy(() -> codec.encode(event("/", "x", forged, new byte[1])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("event \"x\": expected no object with \"_placeholder\":true");
  }

  @Test
  void argumentsThatCameAsJsonGoOnAsTheyAre() throws ProtocolException {
    SocketPacket.Event plain = decodeEvent("42[\"x\", 1.50,{\"a\" : [ ]} ]");
    SocketPacket.Event none = decodeEvent("42[\"x\"]");
    SocketPacket.Event binary =
        decodeEvent("451-[\"x\",{\"num\":0,\"_placeholder\":true}]", new byte[] {7});

    assertThat(text(new SocketPacket.Event("/n", "y", plain.args())))
        .isEqualTo("42/n,[\"y\", 1.50,{\"a\" : [ ]} ]");
    assertThat(text(new SocketPacket.Event("/", "y", none.args()))).isEqualTo("42[\"y\"]");
    PacketGroup group = codec.encode(new SocketPacket.Ack("/", 3, binary.args()));
    assertThat(group.packets().get(0).frame().utf8())
        .isEqualTo("461-3[{\"num\":0,\"_placeholder\":true}]");
    assertThat(group.packets().get(1).data().toArray()).containsExactly(7);
  }

  @Test
  void valuesSurviveBothWays() throws ProtocolException {
    Map<String, Object> value = new HashMap<>();
    value.put("text", "\ud83d \u20ac \ud83d\ude00 \u0000\u001f\"\\/\u2028");
    value.put("big", 9_007_199_254_740_993L);
    value.put("list", Arrays.asList(1, null, true, 1.5e300, -0.25));

    PacketGroup group = codec.encode(event("/", "e", value));
    SocketPacket.Event event = decodeEvent(group.packets().get(0).frame().utf8());

    assertThat(event.args().get(0)).isEqualTo(value);
  }

  private static SocketPacket.Event event(String namespace, String name, Object... args) {
    return new SocketPacket.Event(namespace, name, Args.of(args));
  }

  private String text(SocketPacket packet) {
    PacketGroup group = codec.encode(packet);
    assertThat(group.packets()).hasSize(1);
    return group.packets().get(0).frame().utf8();
  }

  private SocketPacket.Event decodeEvent(String text, byte[]... attachments)
      throws ProtocolException {
    SocketDecoder decoder = codec.decoder(Limits.defaults());
    SocketPacket packet =
        decoder.decode(EnginePacket.text(EnginePacket.Type.MESSAGE, text.substring(1)));
    for (byte[] attachment : attachments) {
      packet = decoder.decode(EnginePacket.binary(attachment));
    }
    return (SocketPacket.Event) packet;
  }
}
