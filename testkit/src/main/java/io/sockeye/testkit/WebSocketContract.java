package io.sockeye.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.EngineVersion;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.engineio.WireFrames;
import io.sockeye.server.engine.HttpExchange;
import io.sockeye.server.engine.ResponseHeaders;
import io.sockeye.server.engine.WebSocketAccept;
import io.sockeye.server.engine.WebSocketLink;
import io.sockeye.testkit.WireClient.Answer;
import io.sockeye.testkit.WireClient.Frame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a binding promises of the messages of a WebSocket and of back-pressure; a part of {@link
 * TransportContract}.
 */
public abstract class WebSocketContract extends PeerGoneContract {
  /** A WebSocket and what its receiver is told. */
  record Opened(WireClient client, RecordingReceiver receiver) {
    WebSocketLink link() {
      return receiver.link();
    }
  }

  /** A WebSocket that is open on both sides. */
  final Opened webSocket() {
    WireClient client = client().handshake(PATH);
    RecordingReceiver receiver = accept(exchange());
    assertThat(client.answer().status()).isEqualTo(101);
    assertThat(receiver.next()).isEqualTo("open");
    return new Opened(client, receiver);
  }

  static WireFrames message(String text, byte[]... attachments) {
    EnginePacket head = EnginePacket.text(EnginePacket.Type.MESSAGE, text);
    return PacketGroup.of(head, Arrays.asList(attachments)).frames(EngineVersion.V4);
  }

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  // The handshake

  @Test
  protected void handshakeIsAnswered() {
    WireClient client =
        client()
            .handshake(PATH, "Sec-WebSocket-Extensions: permessage-deflate", "Origin: http://x");
    ResponseHeaders headers = new ResponseHeaders().add("X-One", "1");

    exchange()
        .acceptWebSocket(
            new WebSocketAccept(headers, Optional.of("chat"), MAX_MESSAGE_BYTES),
            new RecordingReceiver());
    Answer answer = client.answer();

    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.headers())
        .containsEntry("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        .containsEntry("Sec-WebSocket-Protocol", "chat")
        .containsEntry("X-One", "1")
        .doesNotContainKey("Sec-WebSocket-Extensions");
    assertThat(answer.headers().get("Upgrade")).isEqualToIgnoringCase("websocket");
    assertThat(answer.headers().get("Connection")).isEqualToIgnoringCase("upgrade");
  }

  @Test
  protected void handshakeMayBeAcceptedOnTheIoThread() {
    onIoThread(
        exchange ->
            exchange.acceptWebSocket(
                new WebSocketAccept(new ResponseHeaders(), Optional.empty(), MAX_MESSAGE_BYTES),
                new RecordingReceiver() {
                  @Override
                  public void onOpen(WebSocketLink link) {
                    link.send(message("first"), true);
                  }
                }));

    WireClient client = client().openWebSocket(PATH);

    assertThat(client.frame().text()).isEqualTo("4first");
  }

  @Test
  protected void handshakeMayBeRefused() {
    WireClient client = client().handshake(PATH);

    exchange().respondAndClose(ok("no"));

    assertThat(client.answer().status()).isEqualTo(200);
    assertThat(client.rest()).isEmpty();
  }

  @Test
  protected void framesRightBehindTheHandshakeAreRead() {
    WireClient client = client().handshake(PATH).text("early").text("bird");

    RecordingReceiver receiver = accept(exchange());

    assertThat(client.answer().status()).isEqualTo(101);
    assertThat(receiver.next()).isEqualTo("open");
    assertThat(receiver.next()).isEqualTo("text early");
    assertThat(receiver.next()).isEqualTo("text bird");
  }

  @Test
  protected void whoAcceptsAPeerThatIsGoneIsToldOfTheClose() {
    WireClient client = client().handshake(PATH);
    HttpExchange exchange = exchange();
    CompletableFuture<Void> aborted = abortOf(exchange);
    client.reset();
    result(aborted);

    RecordingReceiver receiver = accept(exchange);

    assertThat(receiver.next()).isEqualTo("close 1006");
  }

  // Messages

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, MAX_MESSAGE_BYTES})
  protected void messagesOfAllSizesArriveInBothDirections(int size) {
    Opened open = webSocket();
    String text = "x".repeat(size);

    open.client().text(text).frame(WireClient.BINARY, text.getBytes(UTF_8));
    open.link().send(message(text, text.getBytes(UTF_8)), true);

    assertThat(open.receiver().nextButWritable()).isEqualTo("text " + text);
    assertThat(open.receiver().nextButWritable()).isEqualTo("binary " + text);
    assertThat(open.client().frame().text()).isEqualTo("4" + text);
    assertThat(open.client().frame().text()).isEqualTo(text);
  }

  @Test
  protected void bytesArriveAsTheyAre() {
    Opened open = webSocket();
    byte[] all = bytes(IntStream.range(0, 256).toArray());

    open.client().frame(WireClient.BINARY, all).text("grüß 𝄞");
    open.link().send(message("grüß 𝄞", all), true);

    assertThat(open.receiver().next()).isEqualTo("binary " + new String(all, ISO_8859_1));
    assertThat(open.receiver().next()).isEqualTo("text grüß 𝄞");
    Frame text = open.client().frame();
    Frame binary = open.client().frame();
    assertThat(text.text()).isEqualTo("4grüß 𝄞");
    assertThat(text.opcode()).isEqualTo(WireClient.TEXT);
    assertThat(binary.payload()).isEqualTo(all);
    assertThat(binary.opcode()).isEqualTo(WireClient.BINARY);
  }

  @Test
  protected void fragmentsAreJoinedAndAPingBetweenThemIsAnswered() {
    Opened open = webSocket();
    byte[] clef = "𝄞".getBytes(UTF_8);

    open.client().frame(false, WireClient.TEXT, Arrays.copyOf(clef, 1));
    open.client().frame(WireClient.PING, bytes(1, 2, 3));
    open.client().frame(false, WireClient.CONTINUATION, bytes());
    open.client().frame(true, WireClient.CONTINUATION, Arrays.copyOfRange(clef, 1, 4));

    Frame pong = open.client().frame();
    assertThat(open.receiver().next()).isEqualTo("text 𝄞");
    assertThat(pong.opcode()).isEqualTo(WireClient.PONG);
    assertThat(pong.payload()).containsExactly(1, 2, 3);
  }

  @Test
  protected void frameMayComeByteByByte() {
    Opened open = webSocket();

    for (byte next : WireClient.encode(true, WireClient.TEXT, "x".repeat(200).getBytes(UTF_8))) {
      open.client().send(new byte[] {next});
    }

    assertThat(open.receiver().next()).isEqualTo("text " + "x".repeat(200));
  }

  @Test
  protected void groupsOfManyThreadsAreNotTornApart() {
    Opened open = webSocket();
    int threads = 4;
    int groups = 200;
    Stream<CompletableFuture<Void>> senders =
        IntStream.range(0, threads)
            .mapToObj(
                thread ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int i = 0; i < groups; i++) {
                            String id = thread + "." + i;
                            open.link().send(message(id, id.getBytes(UTF_8)), true);
                          }
                        }));
    List<CompletableFuture<Void>> sending = senders.toList();

    List<List<String>> received = new ArrayList<>();
    IntStream.range(0, threads).forEach(thread -> received.add(new ArrayList<>()));
    for (int i = 0; i < threads * groups; i++) {
      String head = open.client().frame().text().substring(1);
      assertThat(open.client().frame().text()).isEqualTo(head);
      received.get(head.charAt(0) - '0').add(head.substring(2));
    }

    sending.forEach(TransportFixture::result);
    List<String> inOrder = IntStream.range(0, groups).mapToObj(String::valueOf).toList();
    assertThat(received).allSatisfy(each -> assertThat(each).isEqualTo(inOrder));
  }

  @Test
  protected void sameFramesReachManyLinks() {
    List<Opened> all = Stream.generate(this::webSocket).limit(20).toList();
    WireFrames small = message("small", bytes(1, 2, 3));
    WireFrames large = message("x".repeat(70_000));

    all.forEach(each -> each.link().send(small, true));
    all.forEach(each -> each.link().send(large, true));

    for (Opened each : all) {
      assertThat(each.client().frame().text()).isEqualTo("4small");
      assertThat(each.client().frame().payload()).containsExactly(1, 2, 3);
      assertThat(each.client().frame().text()).isEqualTo("4" + "x".repeat(70_000));
    }
  }

  // Back-pressure

  @Test
  protected void whatThePeerDoesNotTakeIsPendingUntilItReads() {
    Opened open = webSocket();
    WireFrames large = message("x".repeat(1_000_000));
    int sent = 30;

    for (int i = 0; i < sent; i++) {
      open.link().send(large, true);
    }
    throughoutAWhile(() -> open.link().pendingBytes() > 10_000_000);
    for (int i = 0; i < sent; i++) {
      assertThat(open.client().frame().payload()).hasSize(1_000_001);
    }

    assertThat(open.receiver().next()).isEqualTo("writable");
    assertThat(open.link().pendingBytes()).isLessThanOrEqualTo(64 * 1024);
  }

  @Test
  protected void pausedLinkTellsNothingUntilItResumes() {
    Opened open = webSocket();
    open.link().pauseReading();
    // What is sent after the pause comes through the same event loop, so the pause has begun then.
    open.link().send(message("go on"), true);
    assertThat(open.client().frame().text()).isEqualTo("4go on");

    open.client().text("one").text("two");
    throughoutAWhile(() -> open.receiver().untaken().isEmpty());
    open.link().resumeReading();

    assertThat(open.receiver().next()).isEqualTo("text one");
    assertThat(open.receiver().next()).isEqualTo("text two");
  }

  @Test
  protected void pingThatCameBehindAPauseIsAnsweredWhenTheLinkResumes() {
    WireClient client = client().handshake(PATH);
    RecordingReceiver receiver =
        new RecordingReceiver() {
          @Override
          public void onText(byte[] utf8) {
            link().pauseReading();
            super.onText(utf8);
          }
        };
    exchange()
        .acceptWebSocket(
            new WebSocketAccept(new ResponseHeaders(), Optional.empty(), MAX_MESSAGE_BYTES),
            receiver);
    assertThat(client.answer().status()).isEqualTo(101);
    ByteArrayOutputStream atOnce = new ByteArrayOutputStream();
    atOnce.writeBytes(WireClient.encode(true, WireClient.TEXT, "pause".getBytes(UTF_8)));
    atOnce.writeBytes(WireClient.encode(true, WireClient.PING, bytes(1, 2, 3)));

    client.send(atOnce.toByteArray());
    assertThat(receiver.next()).isEqualTo("open");
    assertThat(receiver.next()).isEqualTo("text pause");
    receiver.link().resumeReading();

    Frame pong = client.frame();
    assertThat(pong.opcode()).isEqualTo(WireClient.PONG);
    assertThat(pong.payload()).containsExactly(1, 2, 3);
  }
}
