package io.sockeye.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.DisconnectedException;
import io.sockeye.SendResult;
import io.sockeye.concurrent.ManualTimers;
import io.sockeye.server.engine.SlowConsumerPolicy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a program learns of a client that does not take what is sent to it. */
final class BackPressureTest {
  private final ManualTimers timers = new ManualTimers();
  private final Recorder recorder = new Recorder();
  private SocketIoServer io;
  private TestClient client;
  private Socket socket;

  private void connect(SocketIoServer.Builder builder) {
    io = builder.timers(timers).inlineHandlers().observer(recorder).build();
    client = TestClient.open(io);
    socket = io.socket(client.join("/")).get();
  }

  private void connect() {
    connect(SocketIoServer.builder());
  }

  private static CompletableFuture<Void> future(CompletionStage<Void> stage) {
    return stage.toCompletableFuture();
  }

  // ---- onDrain

  @Test
  void socketThatKeepsUpHasDrained() {
    connect();
    client.pendingBytes(64 * 1024);

    assertThat(future(socket.onDrain())).isCompleted();
  }

  @Test
  void drainIsToldAtTheLowMark() {
    connect();
    client.pendingBytes(64 * 1024 + 1);
    CompletionStage<Void> drained = socket.onDrain();

    client.drainTo(64 * 1024 + 1);
    assertThat(future(drained)).isNotDone();
    client.drainTo(64 * 1024);

    assertThat(future(drained)).isCompleted();
  }

  @Test
  void drainIsNotToldBeforeWhatWasEmittedBeforeIsCounted() {
    connect();
    client.pendingBytes(1_000_000);
    AtomicReference<CompletionStage<Void>> drained = new AtomicReference<>();
    Runnable emitAndWait =
        () -> {
          socket.emit("more");
          drained.set(socket.onDrain());
        };

    // While the client takes all, another thread emits and waits.
    socket
        .session()
        .mailbox()
        .execute(
            () -> {
              CompletableFuture.runAsync(emitAndWait).join();
              client.pendingBytes(0);
              ((RealSocket) socket).outgoing().onDrained();
              client.pendingBytes(100_000); // What was emitted, as soon as it is its turn.
            });

    assertThat(future(drained.get())).isNotDone();
    client.drainTo(0);
    assertThat(future(drained.get())).isCompleted();
  }

  @Test
  void allWhoWaitShareOneStage() {
    connect();
    client.pendingBytes(1_000_000);

    CompletionStage<Void> first = socket.onDrain();
    assertThat((Object) socket.onDrain()).isSameAs(first);
    future(first).complete(null); // A program can do that to its own view only.
    assertThat(future(socket.onDrain())).isNotDone();
    client.drainTo(0);
    client.pendingBytes(1_000_000);

    assertThat((Object) socket.onDrain()).isNotSameAs(first);
  }

  @Test
  void whoIsToldMayHaveToWaitAgain() {
    connect();
    client.pendingBytes(1_000_000);
    AtomicReference<CompletableFuture<Void>> again = new AtomicReference<>();
    var unused =
        socket
            .onDrain()
            .thenRun(
                () -> {
                  client.pendingBytes(1_000_000);
                  again.set(future(socket.onDrain()));
                });

    client.drainTo(0);

    assertThat(again.get()).isNotDone();
    client.drainTo(0);
    assertThat(again.get()).isCompleted();
  }

  @Test
  void disconnectedSocketNeverDrains() {
    connect();
    client.pendingBytes(1_000_000);
    CompletionStage<Void> drained = socket.onDrain();

    client.send("41");

    assertThatThrownBy(() -> future(drained).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(DisconnectedException.class);
    assertThat(future(socket.onDrain())).isCompletedExceptionally();
  }

  // ---- what emit did

  @Test
  void emitTellsWhatItDid() {
    connect();

    assertThat(socket.emit("news")).isEqualTo(SendResult.SENT);
    assertThat(socket.send("news")).isEqualTo(SendResult.SENT);
    assertThat(socket.asVolatile().emit("news")).isEqualTo(SendResult.SENT);
    client.pendingBytes(256 * 1024);
    assertThat(socket.asVolatile().emit("news")).isEqualTo(SendResult.DROPPED);
    assertThat(socket.emit("news")).isEqualTo(SendResult.SENT);
    client.send("41");
    assertThat(socket.emit("news")).isEqualTo(SendResult.CLOSED);
    assertThat(socket.asVolatile().emit("news")).isEqualTo(SendResult.CLOSED);
  }

  @Test
  void emitToASocketThatMayComeBackIsKept() {
    connect(SocketIoServer.builder().connectionStateRecovery(ConnectionStateRecovery.create()));

    client.vanish();

    assertThat(socket.emit("kept")).isEqualTo(SendResult.SENT);
    assertThat(socket.asVolatile().emit("dropped")).isEqualTo(SendResult.CLOSED);
    timers.advance(Duration.ofMinutes(3));
    assertThat(socket.emit("too late")).isEqualTo(SendResult.CLOSED);
  }

  @Test
  void emitWhileAMiddlewareDecidesIsHeldBack() {
    connect();
    io.use(
        (entering, handshake) -> {
          assertThat(entering.emit("held back")).isEqualTo(SendResult.SENT);
          assertThat(entering.asVolatile().emit("dropped")).isEqualTo(SendResult.DROPPED);
          return null;
        });

    TestClient other = TestClient.connect(io);

    assertThat(other.next()).isEqualTo("42[\"held back\"]");
  }

  @Test
  void broadcastTellsTheObserverHowManyWereDropped() {
    connect();
    TestClient slow = TestClient.connect(io);
    slow.pendingBytes(256 * 1024);

    io.asVolatile().emit("one");
    io.asVolatile().emit("two");
    slow.drainTo(0);

    assertThat(client.taken()).containsExactly("42[\"one\"]", "42[\"two\"]");
    assertThat(slow.taken()).isEmpty();
    assertThat(recorder.lines).contains("dropped 2");
  }

  @Test
  void eventThatCanNeverFitIsTheCallersMistake() {
    connect(SocketIoServer.builder().outboundHighWaterMark(1_000).maxOutboundBytes(1_000));
    String large = "x".repeat(1_000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> socket.emit("large", large))
        .withMessage("maxOutboundBytes: expected a message of at most 1000 bytes, got 1014");
    assertThatIllegalArgumentException().isThrownBy(() -> io.emit("large", large));
    assertThatIllegalArgumentException().isThrownBy(() -> socket.emitWithAck("large", large));

    assertThat(client.isClosed()).isFalse();
    assertThat(client.taken()).isEmpty();
  }

  // ---- slow consumers

  @Test
  void slowConsumerIsDisconnectedAndSaysWhy() {
    connect();
    client.pendingBytes(5_000_000);

    assertThat(socket.emit("more")).isEqualTo(SendResult.CLOSED);

    assertThat(client.isClosed()).isTrue();
    assertThat(socket.disconnectDetail())
        .hasValue("slow consumer: more than 4194304 bytes wait to be sent");
    assertThat(recorder.lines)
        .contains(
            "limit maxOutboundBytes",
            "slow consumer: maxOutboundBytes",
            "disconnected: transport error");
  }

  @Test
  void keptConsumerLosesEventsAndNotThePacketsOfTheProtocol() {
    connect(
        SocketIoServer.builder()
            .slowConsumerPolicy(
                SlowConsumerPolicy.callback(
                    (session, limit, bytes) -> SlowConsumerPolicy.Decision.KEEP)));
    client.pendingBytes(4 * 1024 * 1024 + 1);

    assertThat(socket.emit("dropped")).isEqualTo(SendResult.DROPPED);
    socket.disconnect();

    assertThat(client.taken()).containsExactly("41");
  }
}
