package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.DisconnectedException;
import io.sockeye.SocketIoException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Events that are sent until they are answered. */
final class RetryTest {
  private final Rig rig = new Rig();

  private static SocketOptions.Builder options(int retries) {
    return SocketOptions.builder().retries(retries).ackTimeout(Duration.ofSeconds(1));
  }

  private Socket connected() {
    return rig.connected("/", options(2).build());
  }

  private void reconnect() {
    rig.seconds(10);
    rig.session().open();
    rig.session().sent();
    rig.join("/", "again");
  }

  @Test
  void needsATimeForTheAnswer() {
    assertThatThrownBy(() -> SocketOptions.builder().retries(1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ackTimeout");
  }

  @Test
  void oneIsUnderWayAtATime() {
    Socket socket = connected();
    CompletableFuture<Args> first = socket.emitWithAck("first");
    socket.emit("second");
    assertThat(rig.session().sent()).containsExactly("20[\"first\"]");
    assertThat(socket.bufferedCount()).isEqualTo(2);

    rig.session().receive("30[\"ok\"]");
    assertThat(first.join().get(0)).isEqualTo("ok");
    assertThat(rig.session().sent()).containsExactly("21[\"second\"]");
    rig.session().receive("31[]");

    assertThat(socket.bufferedCount()).isZero();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void sendsAgainWithTheSameIdAndGivesUpAtLast() {
    Socket socket = connected();
    CompletableFuture<Args> first = socket.emitWithAck("first");
    socket.emit("second");

    rig.seconds(1);
    rig.seconds(1);
    assertThat(rig.session().sent())
        .containsExactly("20[\"first\"]", "20[\"first\"]", "20[\"first\"]");
    assertThat(first).isNotDone();
    rig.seconds(1);

    assertThatThrownBy(first::get).hasCauseInstanceOf(AckTimeoutException.class);
    assertThat(rig.log()).containsExactly("dropped first");
    assertThat(rig.session().sent()).containsExactly("21[\"second\"]");
  }

  @Test
  void answerToAnEarlierTryCounts() {
    Socket socket = connected();
    CompletableFuture<Args> answer = socket.emitWithAck("ask");
    rig.seconds(1);

    rig.session().receive("30[]").receive("30[]");

    assertThat(answer).isCompleted();
    assertThat(rig.log()).containsExactly("badAck 0");
    rig.seconds(60);
    assertThat(rig.session().sent()).hasSize(2);
  }

  @Test
  void sendsAgainAfterTheConnectionWasLost() {
    Socket socket = connected();
    CompletableFuture<Args> answer = socket.emitWithAck("ask");
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    assertThat(answer).isNotDone();

    reconnect();

    assertThat(rig.session().sent()).containsExactly("20[\"ask\"]");
    rig.session().receive("30[]");
    assertThat(answer).isCompleted();
  }

  @Test
  void lossCountsAsATry() {
    Socket socket = connected();
    CompletableFuture<Args> answer = socket.emitWithAck("ask");
    for (int i = 0; i < 2; i++) {
      rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
      reconnect();
    }
    assertThat(answer).isNotDone();

    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);

    assertThatThrownBy(answer::get).hasCauseInstanceOf(DisconnectedException.class);
  }

  @Test
  void doesNotCountWhileThereIsNoConnection() {
    Socket socket = connected();
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    socket.emit("first");
    socket.emit("second");
    rig.seconds(600);
    assertThat(socket.bufferedCount()).isEqualTo(2);

    reconnect();
    assertThat(rig.session().sent()).containsExactly("20[\"first\"]");
  }

  @Test
  void whatConnectListenersEmitIsSentOnce() {
    Socket socket = rig.manager.socket("/", options(3).build());
    socket.onConnect(() -> socket.emit("hello")).connect();
    rig.session().open();
    rig.join("/", "a");

    assertThat(rig.session().sent()).containsExactly("0", "20[\"hello\"]");
    rig.session().receive("30[]");
    rig.seconds(10);
    assertThat(rig.session().sent()).isEmpty();
  }

  @Test
  void volatileEventsTakeTheShortWay() {
    Socket socket = connected();
    socket.emit("first");
    socket.asVolatile().emit("position", 1);

    assertThat(rig.session().sent()).containsExactly("20[\"first\"]", "2[\"position\",1]");
  }

  @Test
  void theQueueIsBounded() {
    Socket socket = rig.connected("/", options(1).maxBufferedPackets(2).build());
    CompletableFuture<Args> first = socket.emitWithAck("first");
    CompletableFuture<Args> second = socket.emitWithAck("second");
    CompletableFuture<Args> third = socket.emitWithAck("third");

    assertThat(first).as("it is under way").isNotDone();
    assertThatThrownBy(second::get).hasCauseInstanceOf(SocketIoException.class);
    assertThat(third).isNotDone();
    assertThat(rig.log()).containsExactly("limit maxBufferedPackets", "dropped second");
  }

  @Test
  void whatTheSessionNeverTakesMakesWay() {
    Socket socket = connected();
    rig.session().refusal =
        Optional.of(new Session.Refusal(false, new SocketIoException("payload too large")));
    CompletableFuture<Args> large = socket.emitWithAck("large");
    rig.session().refusal = Optional.empty();
    socket.emit("small");

    assertThatThrownBy(large::get).hasMessageContaining("payload too large");
    assertThat(rig.session().sent()).containsExactly("21[\"small\"]");
  }

  @Test
  void whatTheSessionHasNoRoomForIsNoTry() {
    Socket socket = connected();
    rig.session().full(true);
    socket.emit("first");
    rig.seconds(600);
    rig.session().full(false);

    rig.session().drain();

    assertThat(rig.session().sent()).containsExactly("20[\"first\"]");
  }

  @Test
  void closingTheManagerEndsThem() {
    Socket socket = connected();
    CompletableFuture<Args> first = socket.emitWithAck("first");
    CompletableFuture<Args> second = socket.emitWithAck("second");

    rig.manager.close();

    assertThatThrownBy(first::get).hasCauseInstanceOf(DisconnectedException.class);
    assertThatThrownBy(second::get).hasCauseInstanceOf(DisconnectedException.class);
    assertThat(socket.bufferedCount()).isZero();
    assertThat(rig.timers.pending()).isZero();
  }
}
