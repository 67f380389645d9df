package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.concurrent.SerialExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Packets by WebSocket over a network that the test plays. */
final class WebSocketTransportTest {
  private final TransportRig rig = new TransportRig();
  private final FakeNetwork network = rig.network;
  private final SerialExecutor mailbox = rig.mailbox;
  private final TransportRecord record = rig.record;

  private ClientTransport open() {
    return rig.webSocket(SessionOptions.builder().build());
  }

  private FakeNetwork.Socket accept() {
    FakeNetwork.Socket socket = network.nextSocket();
    socket.opening.complete(socket);
    return socket;
  }

  @Test
  void handshakeHasWhatTheOptionsSay() {
    rig.webSocket(
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
    rig.send(transport, TransportRig.group("a", new byte[] {'b'}), TransportRig.group("c"));
    assertThat(socket.sent).containsExactly("text 4a", "binary b", "text 4c");
    socket.text("4x");
    socket.events.onMessage(true, new byte[] {'y'});

    assertThat(record.events).containsExactly("ready", "4x", "binary y");
  }

  @Test
  void binaryIsTextWhereBase64IsForced() {
    ClientTransport transport = rig.webSocket(SessionOptions.builder().forceBase64(true).build());
    FakeNetwork.Socket socket = accept();
    rig.send(transport, TransportRig.group("a", new byte[] {1, 2}));

    assertThat(socket.call.uri().getQuery()).contains("b64=1");
    assertThat(socket.sent).containsExactly("text 4a", "text bAQI=");
  }

  @Test
  void itIsWritableAgainWhenAllIsOut() {
    ClientTransport transport = open();
    assertThat(rig.isWritable(transport)).isFalse();
    FakeNetwork.Socket socket = accept();
    assertThat(rig.isWritable(transport)).isTrue();
    rig.send(transport, "a");
    assertThat(rig.isWritable(transport)).isFalse();
    socket.events.onWritten(); // Of something before.
    assertThat(rig.isWritable(transport)).isFalse();
    socket.write();

    assertThat(rig.isWritable(transport)).isTrue();
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
    rig.send(transport, "a");
    mailbox.execute(transport::close);
    socket.write();
    socket.events.onFailure(new ConnectFailure.Tcp("reset", null));

    assertThat(record.events).containsExactly("ready", "closed: websocket connection closed");
  }

  @Test
  void breakWhileSomethingIsNotWrittenAndItClosesIsAFailure() {
    ClientTransport transport = open();
    FakeNetwork.Socket socket = accept();
    rig.send(transport, "a");
    mailbox.execute(transport::close);
    socket.events.onFailure(new ConnectFailure.Tcp("reset", null));

    assertThat(record.events).containsExactly("ready", "failed: Tcp");
  }

  @Test
  void closeOfTheServerBeforeAllIsWrittenIsAFailure() {
    ClientTransport transport = open();
    FakeNetwork.Socket socket = accept();
    rig.send(transport, "a");
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
