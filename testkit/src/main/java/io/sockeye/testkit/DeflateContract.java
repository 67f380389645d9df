package io.sockeye.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.engine.PerMessageDeflate;
import io.sockeye.server.engine.ResponseHeaders;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketLink;
import io.sockeye.testkit.WireClient.Answer;
import io.sockeye.testkit.WireClient.Frame;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a binding promises besides {@link TransportContract} if it speaks permessage-deflate (RFC
 * 7692). Each test talks to it by raw bytes, and with the zlib of the JDK.
 */
public abstract class DeflateContract extends TransportFixture {
  private static final String OFFER = "permessage-deflate; client_max_window_bits";
  private static final String TEXT = "a text that repeats itself, ".repeat(100);
  private static final int RSV1 = 0x40;

  private static final PerMessageDeflate STANDING_ALONE = PerMessageDeflate.defaults();
  private static final PerMessageDeflate WITH_TAKEOVER =
      STANDING_ALONE.withServerContextTakeover(true).withClientContextTakeover(true);

  private final PeerZlib zlib = new PeerZlib();

  /** A WebSocket that compresses, from both sides. */
  private record Opened(WireClient client, RecordingReceiver receiver, String answer) {
    WebSocketLink link() {
      return receiver.link();
    }
  }

  private Opened webSocket(PerMessageDeflate options, String offer) {
    WireClient client = client().handshake(PATH, "Sec-WebSocket-Extensions: " + offer);
    RecordingReceiver receiver = new RecordingReceiver();
    exchange()
        .acceptWebSocket(
            new WebSocketAccept(
                new ResponseHeaders(), Optional.empty(), MAX_MESSAGE_BYTES, Optional.of(options)),
            receiver);
    Answer answer = client.expectCompression().answer();
    assertThat(answer.status()).isEqualTo(101);
    assertThat(receiver.next()).isEqualTo("open");
    return new Opened(
        client, receiver, answer.headers().getOrDefault("Sec-WebSocket-Extensions", ""));
  }

  private Opened webSocket() {
    return webSocket(STANDING_ALONE, OFFER);
  }

  @BeforeEach
  void resetZlib() {
    zlib.reset();
  }

  @AfterEach
  void endZlib() {
    zlib.end();
  }

  private static WireFrames message(String text, byte[]... attachments) {
    EnginePacket head = EnginePacket.text(EnginePacket.Type.MESSAGE, text);
    return PacketGroup.of(head, Arrays.asList(attachments)).frames(EngineVersion.V4);
  }

  /** A frame whose first byte has further bits. */
  private static byte[] frame(int bits, boolean fin, int opcode, byte[] payload) {
    byte[] frame = WireClient.encode(fin, opcode, payload);
    frame[0] |= (byte) bits;
    return frame;
  }

  private static byte[] compressed(byte[] payload) {
    return frame(RSV1, true, WireClient.TEXT, payload);
  }

  // Agreeing

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "permessage-deflate | false | permessage-deflate; server_no_context_takeover; "
            + "client_no_context_takeover",
        "permessage-deflate; client_max_window_bits | true | permessage-deflate",
        "permessage-deflate; server_no_context_takeover | true | permessage-deflate; "
            + "server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover | true | permessage-deflate; "
            + "client_no_context_takeover",
        "permessage-deflate; server_max_window_bits=10 | true | ''",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate | true | "
            + "permessage-deflate",
        "permessage-deflate; what | true | ''",
        "x-webkit-deflate-frame | true | ''",
      })
  protected void offerIsAnswered(String offer, boolean takeover, String answer) {
    Opened open = webSocket(takeover ? WITH_TAKEOVER : STANDING_ALONE, offer);

    assertThat(open.answer()).isEqualTo(answer);
  }

  @Test
  protected void peersThatDidNotAgreeDoNotCompress() {
    Opened open = webSocket(STANDING_ALONE, "permessage-deflate; what");

    open.link().send(message(TEXT), true);
    assertThat(open.client().frame().text()).isEqualTo("4" + TEXT);
    open.client().send(compressed(zlib.deflate("x".getBytes(UTF_8))));

    assertThat(open.client().closeFrame().closeCode()).isEqualTo(1002);
  }

  // Messages

  @Test
  protected void longMessagesOfTheServerAreCompressed() {
    Opened open = webSocket();

    open.link().send(message(TEXT, TEXT.getBytes(UTF_8)), true);

    Frame text = open.client().frame();
    assertThat(text.opcode()).isEqualTo(WireClient.TEXT);
    assertThat(text.payload()).hasSizeLessThan(TEXT.length() / 10);
    assertThat(zlib.inflateAlone(text)).isEqualTo("4" + TEXT);
    Frame binary = open.client().frame();
    assertThat(binary.opcode()).isEqualTo(WireClient.BINARY);
    assertThat(zlib.inflateAlone(binary)).isEqualTo(TEXT);
  }

  @Test
  protected void whatIsShortOrUnwantedOrGrowsIsNotCompressed() {
    Opened open = webSocket();
    byte[] noise = new byte[5_000];
    new Random(1).nextBytes(noise);
    String below = "x".repeat(1022);

    open.link().send(message(below), true);
    open.link().send(message(TEXT), false);
    open.link().send(message(TEXT, noise), true);

    Frame first = open.client().frame();
    assertThat(first.compressed()).isFalse();
    assertThat(first.text()).isEqualTo("4" + below);
    Frame second = open.client().frame();
    assertThat(second.compressed()).isFalse();
    assertThat(second.text()).isEqualTo("4" + TEXT);
    assertThat(zlib.inflateAlone(open.client().frame())).isEqualTo("4" + TEXT);
    assertThat(open.client().frame().payload()).isEqualTo(noise);
  }

  @Test
  protected void windowOfTheServerLivesOnOnlyIfAgreed() {
    Opened alone = webSocket();
    Opened takeover = webSocket(WITH_TAKEOVER, OFFER);
    for (Opened each : List.of(alone, takeover)) {
      each.link().send(message(TEXT), true);
      each.link().send(message(TEXT), true);
    }

    assertThat(zlib.inflateAlone(alone.client().frame())).isEqualTo("4" + TEXT);
    assertThat(zlib.inflateAlone(alone.client().frame())).isEqualTo("4" + TEXT);
    Frame first = takeover.client().frame();
    Frame second = takeover.client().frame();
    assertThat(zlib.inflateAlone(first)).isEqualTo("4" + TEXT);
    assertThat(zlib.inflate(second)).isEqualTo("4" + TEXT);
    assertThat(second.payload()).hasSizeLessThan(first.payload().length);
  }

  @Test
  protected void compressedMessagesOfTheClientAreRead() {
    Opened open = webSocket();
    for (String text : List.of(TEXT, "x", "grüß 𝄞", "")) {
      zlib.beginSending();
      open.client().send(compressed(zlib.deflate(text.getBytes(UTF_8))));
      assertThat(open.receiver().next()).isEqualTo("text " + text);
    }
    zlib.beginSending();
    open.client().send(frame(RSV1, true, WireClient.BINARY, zlib.deflate(TEXT.getBytes(UTF_8))));
    assertThat(open.receiver().next()).isEqualTo("binary " + TEXT);
    open.client().text("as it is");
    assertThat(open.receiver().next()).isEqualTo("text as it is");
  }

  @Test
  protected void windowOfTheClientMayLiveOnIfAgreed() {
    Opened open = webSocket(WITH_TAKEOVER, OFFER);

    for (int i = 0; i < 50; i++) {
      open.client().send(compressed(zlib.deflate((TEXT + i).getBytes(UTF_8))));
      assertThat(open.receiver().next()).isEqualTo("text " + TEXT + i);
    }
  }

  @Test
  protected void fragmentsOfACompressedMessageAreJoined() {
    Opened open = webSocket();
    byte[] whole = zlib.deflate(TEXT.getBytes(UTF_8));

    open.client().send(frame(RSV1, false, WireClient.TEXT, Arrays.copyOf(whole, 5)));
    open.client().frame(WireClient.PING, new byte[] {1});
    open.client().frame(false, WireClient.CONTINUATION, Arrays.copyOfRange(whole, 5, 20));
    open.client().frame(true, WireClient.CONTINUATION, Arrays.copyOfRange(whole, 20, whole.length));

    assertThat(open.receiver().next()).isEqualTo("text " + TEXT);
    assertThat(open.client().frame().opcode()).isEqualTo(WireClient.PONG);
  }

  @Test
  protected void messageOfTheGreatestLengthArrivesThoughItDoesNotCompress() {
    Opened open = webSocket();
    byte[] noise = new byte[MAX_MESSAGE_BYTES];
    new Random(2).nextBytes(noise);

    open.client().send(frame(RSV1, true, WireClient.BINARY, zlib.deflate(noise)));

    assertThat(open.receiver().next()).hasSize("binary ".length() + MAX_MESSAGE_BYTES);
  }

  @Test
  protected void streamThatEndsAndBeginsAgainIsRead() {
    Opened open = webSocket();

    // RFC 7692 section 7.2.3.4: "Hello" in a final block, then an empty one.
    open.client()
        .send(
            compressed(
                new byte[] {(byte) 0xf3, 0x48, (byte) 0xcd, (byte) 0xc9, (byte) 0xc9, 7, 0, 0}));

    assertThat(open.receiver().next()).isEqualTo("text Hello");
  }

  @Test
  protected void sameFramesReachThoseWhoCompressAndThoseWhoDoNot() {
    List<Opened> all =
        List.of(
            webSocket(),
            webSocket(),
            webSocket(STANDING_ALONE.withLevel(1), OFFER),
            webSocket(WITH_TAKEOVER, OFFER),
            webSocket(STANDING_ALONE, "x-other"));
    WireFrames frames = message(TEXT, new byte[] {1, 2, 3});

    all.forEach(each -> each.link().send(frames, true));
    all.forEach(each -> each.link().send(frames, false));

    for (Opened each : all) {
      Frame first = each.client().frame();
      assertThat(first.compressed()).isEqualTo(!each.answer().isEmpty());
      assertThat(first.compressed() ? zlib.inflateAlone(first) : first.text())
          .isEqualTo("4" + TEXT);
      assertThat(each.client().frame().payload()).containsExactly(1, 2, 3);
      assertThat(each.client().frame().text()).isEqualTo("4" + TEXT);
      assertThat(each.client().frame().payload()).containsExactly(1, 2, 3);
    }
  }

  // What the peer must not do

  @ParameterizedTest
  @ValueSource(ints = {0x20, 0x10, 0x60})
  protected void otherReservedBitsCloseTheConnection(int bits) {
    Opened open = webSocket();

    open.client().send(frame(bits, true, WireClient.TEXT, new byte[0]));

    assertThat(open.client().closeFrame().closeCode()).isEqualTo(1002);
    assertThat(open.receiver().next()).isEqualTo("error");
  }

  @Test
  protected void compressedContinuationClosesTheConnection() {
    Opened open = webSocket();
    byte[] whole = zlib.deflate(TEXT.getBytes(UTF_8));

    open.client().send(frame(RSV1, false, WireClient.TEXT, whole));
    open.client().send(frame(RSV1, true, WireClient.CONTINUATION, new byte[0]));

    assertThat(open.client().closeFrame().closeCode()).isEqualTo(1002);
  }

  @ParameterizedTest
  @ValueSource(ints = {WireClient.PING, WireClient.PONG, WireClient.CLOSE})
  protected void compressedControlFrameClosesTheConnection(int opcode) {
    Opened open = webSocket();

    open.client().send(frame(RSV1, true, opcode, new byte[0]));

    assertThat(open.client().closeFrame().closeCode()).isEqualTo(1002);
  }

  @Test
  protected void dataThatDoesNotInflateClosesTheConnectionAndNoOther() {
    Opened open = webSocket();
    Opened neighbour = webSocket();

    open.client().send(compressed(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3}));

    assertThat(open.client().closeFrame().closeCode()).isIn(1002, 1007);
    assertThat(open.receiver().next()).isEqualTo("error");
    neighbour.client().send(compressed(zlib.deflate(TEXT.getBytes(UTF_8))));
    assertThat(neighbour.receiver().next()).isEqualTo("text " + TEXT);
  }

  @Test
  protected void inflatedTextIsCheckedToBeUtf8() {
    Opened open = webSocket();

    open.client().send(compressed(zlib.deflate(new byte[] {(byte) 0xc0, (byte) 0xaf})));

    assertThat(open.client().closeFrame().closeCode()).isEqualTo(1007);
  }

  @Test
  protected void bombClosesTheConnectionAndNoOther() {
    List<Opened> neighbours = Stream.generate(this::webSocket).limit(3).toList();
    byte[] bomb = zlib.deflate(new byte[50 * MAX_MESSAGE_BYTES]);
    assertThat(bomb).hasSizeLessThan(MAX_MESSAGE_BYTES);

    Opened whole = webSocket();
    whole.client().send(frame(RSV1, true, WireClient.BINARY, bomb));
    Opened inFragments = webSocket();
    for (int from = 0; from < bomb.length; from += 1000) {
      int to = Math.min(bomb.length, from + 1000);
      inFragments
          .client()
          .send(
              frame(
                  from == 0 ? RSV1 : 0,
                  to == bomb.length,
                  from == 0 ? WireClient.BINARY : WireClient.CONTINUATION,
                  Arrays.copyOfRange(bomb, from, to)));
    }

    for (Opened each : List.of(whole, inFragments)) {
      Frame close = each.client().closeFrame();
      assertThat(close.closeCode()).isEqualTo(1009);
      assertThat(close.payload()).hasSize(2);
      assertThat(each.receiver().next()).isEqualTo("error");
    }
    zlib.beginSending();
    byte[] fine = zlib.deflate(TEXT.getBytes(UTF_8));
    for (Opened each : neighbours) {
      each.client().send(compressed(fine));
      assertThat(each.receiver().next()).isEqualTo("text " + TEXT);
    }
  }

  @Test
  protected void oneByteTooManyClosesTheConnection() {
    Opened open = webSocket();

    byte[] most = zlib.deflate(new byte[MAX_MESSAGE_BYTES]);
    open.client().send(frame(RSV1, true, WireClient.BINARY, most));
    assertThat(open.receiver().next()).hasSize("binary ".length() + MAX_MESSAGE_BYTES);
    zlib.beginSending();
    byte[] more = zlib.deflate(new byte[MAX_MESSAGE_BYTES + 1]);
    open.client().send(frame(RSV1, true, WireClient.BINARY, more));

    assertThat(open.client().closeFrame().closeCode()).isEqualTo(1009);
  }
}
