package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.ManualTimers;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Packets by WebSocket over a network that the test plays. */
final class WebSocketTransportTest {
  private final FakeNetwork network = new FakeNetwork();
  private final ManualTimers timers = new ManualTimers();
  private final SerialExecutor mailbox = SerialExecutor.mailbox(Runnable::run);
  private final TransportRecord record = new TransportRecord();

  private ClientTransport open(SessionOptions options) {
    Endpoint endpoint = new Endpoint(URI.create("http://h:1"), options, new SplittableRandom(1));
    ClientTransport transport =
        new NetworkTransports(network, endpoint, options, timers, mailbox)
            .create(TransportType.WEBSOCKET, Optional.of("S1"), record);
    record.transport = transport;
    mailbox.execute(transport::open);
    return transport;
  }

  private ClientTransport open() {
    return open(SessionOptions.builder().build());
  }

  private FakeNetwork.Socket accept() {
    FakeNetwork.Socket socket = network.nextSocket();
    socket.opening.complete(socket);
    return socket;
  }

  private void send(ClientTransport transport, PacketGroup... groups) {
    mailbox.execute(() -> transport.send(List.of(groups)));
  }

  private static PacketGroup group(String text, byte[]... attachments) {
    return PacketGroup.of(EnginePacket.text(EnginePacket.Type.MESSAGE, text), List.of(attachments));
  }

  private boolean isWritable(ClientTransport transport) {
    boolean[] writable = new boolean[1];
    mailbox.execute(() -> writable[0] = transport.isWritable());
    return writable[0];
  }

  @Test
  void handshakeHasWhatTheOptionsSay() {
    open(
        SessionOptions.builder()
            .extraHeaders(Map.of("X-A", "b"))
            .protocols("p", "q")
            .timeout(Duration.ofSeconds(3))
            .maxPayload(77)
            .build());
    WebSocketCall call = network.nextSocket().call;

    assertThat(call.uri()).hasToString("ws://h:1/socket.io/?EIO=4&transport=websocket&sid=S1");
    assertThat(call.headers()).containsEntry("X-A", List.of("b"));
    assertThat(call.protocols()).containsExactly("p", "q");
    assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(call.maxMessageBytes()).isEqualTo(77);
  }

  @Test
  void packetsAreFramesInBothDirections() {
    ClientTransport transport = open();
    FakeNetwork.Socket socket = accept();
    send(transport, group("a", new byte[] {'b'}), group("c"));
    assertThat(socket.sent).containsExactly("text 4a", "binary b", "text 4c");
    socket.text("4x");
    socket.events.onMessage(true, new byte[] {'y'});

    assertThat(record.events).containsExactly("ready", "4x", "binary y");
  }

  @Test
  void binaryIsTextWhereBase64IsForced() {
    ClientTransport transport = open(SessionOptions.builder().forceBase64(true).build());
    FakeNetwork.Socket socket = accept();
    send(transport, group("a", new byte[] {1, 2}));

    assertThat(socket.call.uri().getQuery()).contains("b64=1");
    assertThat(socket.sent).containsExactly("text 4a", "text bAQI=");
  }

  @Test
  void itIsWritableAgainWhenAllIsOut() {
    ClientTransport transport = open();
    assertThat(isWritable(transport)).isFalse();
    FakeNetwork.Socket socket = accept();
    assertThat(isWritable(transport)).isTrue();
    send(transport, group("a"));
    assertThat(isWritable(transport)).isFalse();
    socket.events.onWritten(); // Of something before.
    assertThat(isWritable(transport)).isFalse();
    socket.write();

    assertThat(isWritable(transport)).isTrue();
    assertThat(record.events).containsExactly("ready", "drain");
  }

  @Test
  void messagesAreAskedForOneByOneWhileReadingIsOn() {
    ClientTransport transport = open();
    FakeNetwork.Socket socket = accept();
    assertThat(socket.requested).isEqualTo(1);
    socket.text("4a");
    assertThat(socket.requested).isEqualTo(2);
    mailbox.execute(() -> transport.setReading(false));
    socket.text("4b");
    assertThat(socket.requested).isEqualTo(2);
    mailbox.execute(() -> transport.setReading(true));
    mailbox.execute(() -> transport.setReading(true));

    assertThat(socket.requested).isEqualTo(3);
    assertThat(record.events).containsExactly("ready", "4a", "4b");
  }

  @Test
  void frameThatIsNoPacketIsProtocol() {
    open();
    FakeNetwork.Socket socket = accept();
    socket.text("x");
    socket.text("4a");

    assertThat(record.events).containsExactly("ready", "failed: Protocol");
    assertThat(socket.aborted).isTrue();
  }

  @Test
  void closeOfTheServerIsToldWithItsCode() {
    open();
    accept().events.onClose(1001, "bye");

    assertThat(record.events)
        .containsExactly("ready", "closed: websocket connection closed (1001 bye)");
  }

  @Test
  void failureOfTheConnectionIsTold() {
    open();
    accept().events.onFailure(new ConnectFailure.Tcp("reset", null));

    assertThat(record.events).containsExactly("ready", "failed: Tcp");
  }

  @Test
  void closeWaitsForTheServersAnswerAndTellsNothingElse() {
    ClientTransport transport = open();
    FakeNetwork.Socket socket = accept();
    mailbox.execute(transport::close);
    assertThat(socket.closed).isTrue();
    socket.text("4late");
    socket.write();
    socket.events.onClose(1000, "");

    assertThat(record.events)
        .containsExactly("ready", "closed: websocket connection closed (1000)");
  }

  @Test
  void breakWhileAllIsWrittenAndItClosesIsAClose() {
    ClientTransport transport = open();
    FakeNetwork.Socket socket = accept();
    send(transport, group("a"));
    mailbox.execute(transport::close);
    socket.write();
    socket.events.onFailure(new ConnectFailure.Tcp("reset", null));

    assertThat(record.events).containsExactly("ready", "closed: websocket connection closed");
  }

  @Test
  void breakWhileSomethingIsNotWrittenAndItClosesIsAFailure() {
    ClientTransport transport = open();
    FakeNetwork.Socket socket = accept();
    send(transport, group("a"));
    mailbox.execute(transport::close);
    socket.events.onFailure(new ConnectFailure.Tcp("reset", null));

    assertThat(record.events).containsExactly("ready", "failed: Tcp");
  }

  @Test
  void closeOfTheServerBeforeAllIsWrittenIsAFailure() {
    ClientTransport transport = open();
    FakeNetwork.Socket socket = accept();
    send(transport, group("a"));
    mailbox.execute(transport::close);
    socket.events.onClose(1001, "");

    assertThat(record.events).containsExactly("ready", "failed: Closed");
    assertThat(record.failure).hasMessageContaining("before all was written that was sent");
  }

  @Test
  void reasonOfTheServerIsShownInOneLine() {
    open();
    accept().events.onClose(4000, "bye\r\n2026 ERROR \u001b[31m");

    assertThat(record.events)
        .containsExactly(
            "ready",
            "closed: websocket connection closed (4000 bye\\u000d\\u000a2026 ERROR \\u001b[31m)");
  }

  @Test
  void networkThatThrowsIsAFailure() {
    network.thrown = new IllegalStateException("boom");
    open();

    assertThat(record.events).containsExactly("failed: Tcp");
    assertThat(record.failure).hasRootCauseMessage("boom");
  }

  @Test
  void networkThatReturnsNothingIsAFailure() {
    network.returnsNull = true;
    open();
    assertThat(record.events).containsExactly("failed: Tcp");
  }

  @Test
  void channelThatIsNothingIsAFailure() {
    open();
    network.nextSocket().opening.complete(null);

    assertThat(record.failure).hasMessageContaining("result of openWebSocket, got null");
  }

  @Test
  void abortBeforeItIsOpenEndsTheAttempt() {
    ClientTransport transport = open();
    FakeNetwork.Socket socket = network.nextSocket();
    mailbox.execute(transport::abort);

    assertThat(socket.opening).isCancelled();
    assertThat(record.events).isEmpty();
  }

  @Test
  void handshakeThatFailsIsTold() {
    open();
    network.nextSocket().opening.completeExceptionally(new ConnectFailure.Tls("no", null));

    assertThat(record.events).containsExactly("failed: Tls");
  }
}
