package io.sockeye.protocol.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.TypeRef;
import io.sockeye.protocol.Limits;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.JsonSocketCodec;
import io.sockeye.protocol.socketio.LazyArgs;
import io.sockeye.protocol.socketio.SocketCodec;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What arguments are bound to, what is sent on, and what is refused. */
final class MsgpackCodecTest {
  record Said(String text, Instant at, Optional<byte[]> picture) {}

  private final SocketCodec codec = MsgpackCodec.create();

  @Test
  void argumentsAreBoundToTypesWhenTheyAreAskedFor() throws ProtocolException {
    Args args =
        args(
            event(
                "e",
                new Said("hi", Instant.EPOCH, Optional.of(new byte[] {1})),
                List.of(1, 2),
                "text",
                7));

    Said said = args.get(0, Said.class);
    assertThat(said.text()).isEqualTo("hi");
    assertThat(said.at()).isEqualTo(Instant.EPOCH);
    assertThat(said.picture().orElseThrow()).containsExactly(1);
    assertThat(args.get(1, new TypeRef<List<Long>>() {})).containsExactly(1L, 2L);
    assertThat(args.get(2, String.class)).isEqualTo("text");
    assertThat(args.get(3, long.class)).isEqualTo(7);
    assertThat(args.get(4)).isNull();
    assertThat(args.get(4, new TypeRef<Optional<String>>() {})).isNull();
    assertThat(args).hasToString("Args(4)");
  }

  @Test
  void textOfAMemberIsFound() throws ProtocolException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("deep", List.of(Map.of("a", "no"), List.of("a", "no"), 1.5));
    object.put("a", "yes");
    object.put("n", 1);
    object.put("bytes", new byte[3]);
    LazyArgs args = (LazyArgs) args(event("e", object, "a"));

    assertThat(args.memberText(0, "a")).isEqualTo("yes");
    assertThat(args.memberText(0, "n")).isNull();
    assertThat(args.memberText(0, "b")).isNull();
    assertThat(args.memberText(1, "a")).isNull();
    assertThat(args.memberText(2, "a")).isNull();
  }

  @Test
  void mismatchNamesTheArgument() throws ProtocolException {
    Args args = args(event("e", 1, "text"));

    assertThatExceptionOfType(ArgumentException.class)
        .isThrownBy(() -> args.get(1, int.class))
        .withMessage("argument 1: expected int, got a string");
    assertThatExceptionOfType(ArgumentException.class)
        .isThrownBy(() -> args.get(2, int.class))
        .withMessage("argument 2: expected int, got 2 arguments");
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> args.get(-1));
  }

  @Test
  void dateOfJavaScriptIsBoundToAnInstant() throws ProtocolException {
    Args args =
        args(
            binary(
                "83a47479706502a3"
                    + "6e7370a12fa4"
                    + "64617461"
                    + "93a165"
                    + "d7000000018df4dc5495"
                    + "c70cff000003e8ffffffffffffffff"));

    assertThat(args.get(0, Instant.class)).isEqualTo("2024-02-29T12:34:56.789Z");
    assertThat(args.get(0)).isEqualTo("2024-02-29T12:34:56.789Z");
    assertThat(args.get(1, Instant.class)).isEqualTo("1969-12-31T23:59:59.000001Z");
  }

  @Test
  void rareFormsAreSentOnAsEveryClientReadsThem() throws ProtocolException {
    String head = "83a47479706502a464617461";
    String tail = "a36e7370a12f";
    // undefined, ArrayBuffer, a member that is undefined, a date, a timestamp
    String came =
        "96a165d40000c702000102" + "82a161d40000a16201" + "d7000000000000000001" + "d6ff00000001";
    String goes = "96a165c0c4020102" + "81a16201" + "d7000000000000000001" + "d70000000000000003e8";

    SocketPacket packet = decode(binary(head + came + tail));

    assertThat(hex(packet)).isEqualTo(head + goes + tail);
  }

  @Test
  void whatCameIsSentOnByteByByte() throws ProtocolException {
    // Longer forms than necessary, and a date, which all clients read.
    String hex =
        "83a47479706502a464617461" + "94a165cd0001d9017acb3ff0000000000000" + "a36e7370a12f";

    assertThat(hex(decode(binary(hex)))).isEqualTo(hex);
  }

  @Test
  void argumentsOfTheOtherEncodingAreWrittenToo() throws ProtocolException {
    SocketCodec json = new JsonSocketCodec(JacksonJson.create());
    SocketPacket.Event event = event("e", 1, "a", List.of(true), new byte[] {1});
    SocketDecoder decoder = json.decoder(Limits.defaults());
    SocketPacket fromJson = null;
    for (EnginePacket message : json.encode(event).packets()) {
      fromJson = decoder.decode(message);
    }
    SocketPacket fromMsgpack = decode(codec.encode(event("e", 1, "a")).packets().get(0));

    assertThat(json.encode(fromMsgpack).packets().get(0).data().utf8())
        .isEqualTo("2[\"e\",1,\"a\"]");
    assertThat(hex(fromJson)).isEqualTo(hex(event));
  }

  @Test
  void impliedObjectIsBoundAsOneThatCame() {
    assertThat(codec.object(Map.of()).get(0, Said.class))
        .isEqualTo(new Said(null, null, Optional.empty()));
    assertThat(codec.object(Map.of()).get(0)).isEqualTo(Map.of());
    assertThat(codec.object(Map.of("text", "a")).get(0, Said.class).text()).isEqualTo("a");
  }

  @Test
  void absentPayloadHasNoMember() {
    assertThat(hex(new SocketPacket.Connect("/", Args.empty())))
        .isEqualTo("82a47479706500a36e7370a12f");
    assertThat(hex(new SocketPacket.Connect("/", Args.of((Object) null))))
        .isEqualTo("82a47479706500a36e7370a12f");
  }

  @Test
  void whatCannotBeWrittenIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(event("disconnect")))
        .withMessageStartingWith("\"disconnect\" is a reserved event name");
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(event("e", 1, cyclic)))
        .withMessageStartingWith("event \"e\", argument 1: expected a value nested at most 128");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(new SocketPacket.Disconnect("chat")))
        .withMessageContaining("starts with /");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> codec.encode(new SocketPacket.Ack("/", -1, Args.empty())))
        .withMessageContaining("ack id");
  }

  @Test
  void limitsHold() {
    Limits tiny =
        Limits.defaults().withMaxJsonDepth(2).withMaxEventNameLength(1).withMaxNamespaceLength(2);

    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> codec.decoder(tiny).decode(message(event("e", List.of(List.of())))));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> codec.decoder(tiny).decode(message(event("ee"))));
    assertThatExceptionOfType(ProtocolException.class)
        .isThrownBy(() -> codec.decoder(tiny).decode(message(new SocketPacket.Disconnect("/ab"))));
  }

  @Test
  void deepValueIsReadAndSentOnWithoutRecursion() throws ProtocolException {
    int depth = 200_000;
    byte[] message = new byte[depth + 20];
    Arrays.fill(message, (byte) 0x91);
    byte[] head = HexFormat.of().parseHex("83a47479706502a36e7370a12fa46461746192a165");
    System.arraycopy(head, 0, message, 0, head.length);
    message[message.length - 1] = (byte) 0x90;
    // Something that makes it be written anew.
    byte[] foreign = HexFormat.of().parseHex("d40000");
    System.arraycopy(foreign, 0, message, message.length - 3, 3);

    SocketPacket packet =
        codec
            .decoder(Limits.defaults().withMaxJsonDepth(depth + 20))
            .decode(EnginePacket.binary(message));

    assertThat(codec.encode(packet).size()).isEqualTo(message.length - 2);
  }

  @Test
  @Timeout(10)
  void workIsLinear() throws ProtocolException {
    byte[] message = new byte[1_000_000];
    Arrays.fill(message, (byte) 0xc0);
    byte[] head = HexFormat.of().parseHex("83a47479706502a36e7370a12fa464617461dd");
    System.arraycopy(head, 0, message, 0, head.length);
    int count = message.length - head.length - 4;
    for (int i = 0; i < 4; i++) {
      message[head.length + i] = (byte) (count >>> (24 - 8 * i));
    }
    message[head.length + 4] = 1;

    Args args = args(EnginePacket.binary(message));

    assertThat(args.size()).isEqualTo(count - 1);
    assertThat(args.get(count - 2)).isNull();
  }

  private static SocketPacket.Event event(String name, Object... args) {
    return new SocketPacket.Event("/", name, Args.of(args));
  }

  private EnginePacket message(SocketPacket packet) {
    return codec.encode(packet).packets().get(0);
  }

  private String hex(SocketPacket packet) {
    return HexFormat.of().formatHex(message(packet).data().toArray());
  }

  private SocketPacket decode(EnginePacket message) throws ProtocolException {
    return codec.decoder(Limits.defaults()).decode(message);
  }

  private Args args(SocketPacket packet) throws ProtocolException {
    return args(message(packet));
  }

  private Args args(EnginePacket message) throws ProtocolException {
    return ((SocketPacket.Event) decode(message)).args();
  }

  private static EnginePacket binary(String hex) {
    return EnginePacket.binary(HexFormat.of().parseHex(hex));
  }
}
