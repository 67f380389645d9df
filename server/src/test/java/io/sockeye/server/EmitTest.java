package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.DisconnectedException;
import io.sockeye.SocketIoException;
import io.sockeye.concurrent.ManualTimers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a socket sends, and the answers it gets (sections 3.6 and 4.8 of the behaviour spec). */
final class EmitTest {
  private record Point(int x, int y) {}

  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private SocketIoServer io;
  private TestClient client;
  private Socket socket;

  @BeforeEach
  void connect() {
    connect(SocketIoServer.builder());
  }

  private void connect(SocketIoServer.Builder builder) {
    io = builder.timers(timers).inlineHandlers().observer(recorder).build();
    client = TestClient.open(io);
    socket = io.socket(client.join("/")).get();
  }

  @Test
  void argumentsAreWrittenAsJson() {
    socket.emit("event", 1, "two", null, new Point(3, 4), List.of(true), Map.of("k", 1.5));
    socket.send("hi");

    assertThat(client.taken())
        .containsExactly(
            "42[\"event\",1,\"two\",null,{\"x\":3,\"y\":4},[true],{\"k\":1.5}]",
            "42[\"message\",\"hi\"]");
  }

  @Test
  void nullIsAnArgument() {
    socket.emit("event", (Object[]) null); // what the compiler makes of emit("event", null)
    io.emit("event", (Object[]) null);

    assertThat(client.taken()).containsExactly("42[\"event\",null]", "42[\"event\",null]");
  }

  @Test
  void binaryFollowsInFramesOfItsOwn() {
    socket.emit("doge", "asdf".getBytes(StandardCharsets.US_ASCII), Map.of("empty", new byte[0]));

    assertThat(client.taken())
        .containsExactly(
            "452-[\"doge\",{\"_placeholder\":true,\"num\":0},"
                + "{\"empty\":{\"_placeholder\":true,\"num\":1}}]",
            "0x61736466",
            "0x");
  }

  @Test
  void argumentThatCannotBeWrittenIsTheCallersMistake() {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);

    assertThatIllegalArgumentException().isThrownBy(() -> socket.emit("event", cyclic));
    assertThat(client.taken()).isEmpty();
  }

  @Test
  void volatileEventIsDroppedWhileTheConnectionIsNotWritable() {
    assertThat(socket.isWritable()).isTrue();
    client.pendingBytes(1_000_000);
    assertThat(socket.isWritable()).isFalse();
    socket.asVolatile().emit("dropped");
    io.asVolatile().emit("dropped");
    socket.emit("kept");
    client.pendingBytes(0);
    socket.asVolatile().emit("sent");

    assertThat(client.taken()).containsExactly("42[\"kept\"]", "42[\"sent\"]");
  }

  @Test
  void emitOfADisconnectedSocketIsDropped() {
    client.send("41");

    socket.emit("event");

    assertThat(client.taken()).isEmpty();
  }

  @Test
  void ackCompletesTheFuture() {
    CompletableFuture<Args> answer = socket.emitWithAck("ask", 1);

    assertThat(client.next()).isEqualTo("420[\"ask\",1]");
    client.send("430[\"yes\",2]");

    assertThat(answer.join().toList()).containsExactly("yes", 2);
    assertThat(timers.pending()).isEqualTo(heartbeatAlarms());
  }

  /** The one that waits for the next ping. */
  private static int heartbeatAlarms() {
    return 1;
  }

  @Test
  void typedAckIsBound() {
    CompletableFuture<Point> point = socket.emitWithAck("ask", Point.class);
    CompletableFuture<Point> wrong = socket.emitWithAck("ask", Point.class);
    CompletableFuture<Point> empty = socket.emitWithAck("ask", Point.class);

    client.send("430[{\"x\":1,\"y\":2}]", "431[\"no point\"]", "432[]");

    assertThat(point.join()).isEqualTo(new Point(1, 2));
    assertThat(wrong).isCompletedExceptionally();
    assertThatThrownBy(empty::join).hasCauseInstanceOf(ArgumentException.class);
  }

  @Test
  void binaryAckIsBound() {
    CompletableFuture<byte[]> answer = socket.emitWithAck("ask", byte[].class);

    client.send("461-0[{\"_placeholder\":true,\"num\":0}]").sendBinary((byte) 7);

    assertThat(answer.join()).containsExactly(7);
  }

  @Test
  void ackThatDoesNotComeInTimeFailsTheFuture() {
    CompletableFuture<Args> byDefault = socket.emitWithAck("ask");
    CompletableFuture<Args> soon = socket.timeout(Duration.ofSeconds(5)).emitWithAck("ask");

    timers.advance(Duration.ofSeconds(5));
    assertThat(soon).isCompletedExceptionally();
    assertThat(byDefault).isNotDone();
    answerPings();
    timers.advance(Duration.ofSeconds(25));

    assertThatThrownBy(byDefault::join)
        .hasCauseInstanceOf(AckTimeoutException.class)
        .rootCause()
        .hasMessageMatching(
            "operation has timed out: no answer to \"ask\" within 30000 ms from .*[/].*");
  }

  @Test
  void ackTimeoutThatWasSetHoldsWhereTheEmitHasNone() {
    connect(SocketIoServer.builder().ackTimeout(Duration.ofSeconds(3)));
    CompletableFuture<Args> ofSocket = socket.emitWithAck("ask");
    CompletableFuture<?> ofBroadcast = io.emitWithAck("ask");
    CompletableFuture<Args> patient = socket.timeout(Duration.ofSeconds(4)).emitWithAck("ask");

    timers.advance(Duration.ofMillis(2_999));
    assertThat(List.of(ofSocket, ofBroadcast)).noneMatch(CompletableFuture::isDone);
    timers.advance(Duration.ofMillis(1));

    assertThat(List.of(ofSocket, ofBroadcast))
        .allSatisfy(
            answer ->
                assertThat(answer)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withCauseInstanceOf(AckTimeoutException.class));
    assertThat(patient).isNotDone();
  }

  private void answerPings() {
    client.taken().stream().filter("2"::equals).forEach(ping -> client.send("3"));
  }

  @Test
  void disconnectionFailsAllThatIsAwaited() {
    CompletableFuture<Args> answer = socket.emitWithAck("ask");

    client.vanish();

    assertThatThrownBy(answer::join)
        .hasCauseInstanceOf(DisconnectedException.class)
        .rootCause()
        .hasMessageStartingWith("socket has been disconnected: no answer to \"ask\" can come from");
    assertThatThrownBy(() -> socket.emitWithAck("ask").join())
        .hasCauseInstanceOf(DisconnectedException.class);
  }

  @Test
  void answersThatNobodyWaitsForAreCountedAndIgnored() {
    CompletableFuture<Args> answer = socket.emitWithAck("ask");

    client.send("4399[\"never asked\"]", "430[1]", "430[2]", "43[]");

    assertThat(answer.join().get(0)).isEqualTo(1);
    assertThat(recorder.lines).contains("bad ack 99", "bad ack 0", "bad ack -1");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void tooManyAnswersThatNobodyWaitsForCloseTheConnection() {
    for (int i = 0; i < 100; i++) {
      client.send("43" + i + "[]");
    }
    assertThat(client.isClosed()).isFalse();

    client.send("43100[]");

    assertThat(client.isClosed()).isTrue();
    assertThat(recorder.lines).contains("limit maxBadAcks");
  }

  @Test
  void lateAnswerIsNotHeldAgainstTheClient() {
    CompletableFuture<Args> answer = socket.timeout(Duration.ofSeconds(1)).emitWithAck("ask");
    timers.advance(Duration.ofSeconds(1));

    client.send("430[\"late\"]");

    assertThat(answer).isCompletedExceptionally();
    assertThat(recorder.lines).noneMatch(line -> line.startsWith("bad ack"));
    client.send("430[\"again\"]");
    assertThat(recorder.lines).contains("bad ack 0");
  }

  @Test
  void answersThatAreAwaitedAreLimited() {
    connect(SocketIoServer.builder().maxPendingAcks(2));
    CompletableFuture<Args> first = socket.emitWithAck("ask");
    CompletableFuture<Args> second = socket.emitWithAck("ask");

    CompletableFuture<Args> third = socket.emitWithAck("ask");

    assertThat(first).isNotDone();
    assertThat(second).isNotDone();
    assertThatThrownBy(third::join)
        .hasCauseInstanceOf(SocketIoException.class)
        .hasMessageContaining("maxPendingAcks");
    assertThat(client.taken()).hasSize(2);
  }

  @Test
  void socketsAndBroadcastsOfANamespaceShareOneSequenceOfIds() {
    CompletableFuture<?> direct = socket.emitWithAck("a");
    CompletableFuture<?> broadcast = io.emitWithAck("b");
    CompletableFuture<?> again = socket.emitWithAck("c");

    assertThat(client.taken()).containsExactly("420[\"a\"]", "421[\"b\"]", "422[\"c\"]");
    assertThat(List.of(direct, broadcast, again)).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void modifiersChangeNothingWhereTheyAreCalled() {
    socket.timeout(Duration.ofSeconds(1));
    socket.asVolatile();
    CompletableFuture<Args> answer = socket.emitWithAck("ask");

    timers.advance(Duration.ofSeconds(2));

    assertThat(answer).isNotDone();
    assertThatIllegalArgumentException().isThrownBy(() -> socket.timeout(Duration.ZERO));
  }
}
