package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.DisconnectedException;
import io.sockeye.SocketIoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of events that a program emits, and of the answers to them. */
final class EmitTest {
  private final Rig rig = new Rig();

  private static SocketOptions.Builder options() {
    return SocketOptions.builder();
  }

  private static void assertFailed(CompletableFuture<?> future, Class<? extends Throwable> with) {
    assertThat(future).isCompletedExceptionally();
    assertThatThrownBy(future::get).hasCauseInstanceOf(with);
  }

  @Test
  void sendsEventsInOrder() {
    Socket socket = rig.connected("/chat");

    socket.emit("one", 1, "two", Map.of("three", 3));
    socket.emit("none");
    socket.send("text");
    socket.emit("bytes", (Object) new byte[] {1, 2, 3});

    assertThat(rig.session().sent())
        .containsExactly(
            "2/chat,[\"one\",1,\"two\",{\"three\":3}]",
            "2/chat,[\"none\"]",
            "2/chat,[\"message\",\"text\"]",
            "51-/chat,[\"bytes\",{\"_placeholder\":true,\"num\":0}]",
            "binary 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"connect", "connect_error", "disconnect", "disconnecting", "newListener"})
  void reservedNamesAreRefused(String name) {
    Socket socket = rig.manager.socket("/");

    assertThatThrownBy(() -> socket.emit(name)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> socket.on(name, (args, ack) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsEmittedTooEarlyWaitsAndGoesAheadOfConnectListeners() {
    Socket socket = rig.manager.socket("/");
    socket.onConnect(() -> socket.emit("third"));
    socket.emit("first");
    socket.asVolatile().emit("dropped");
    socket.connect().emit("second");
    rig.session().open();
    assertThat(rig.session().sent()).containsExactly("0");
    assertThat(socket.bufferedCount()).isEqualTo(2);

    rig.join("/", "a");

    assertThat(rig.session().sent())
        .containsExactly("2[\"first\"]", "2[\"second\"]", "2[\"third\"]");
    assertThat(socket.bufferedCount()).isZero();
  }

  @Test
  void whatIsEmittedWhileTheConnectionIsLostIsSentOnce() {
    Socket socket = rig.connected("/");
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    for (int i = 0; i < 10_000; i++) {
      socket.emit("event", i);
    }
    rig.seconds(1);
    rig.session().open();
    rig.session().sent();
    rig.join("/", "b");

    List<String> sent = rig.session().sent();
    assertThat(sent).hasSize(10_000).startsWith("2[\"event\",0]").endsWith("2[\"event\",9999]");

    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(10);
    rig.session().open();
    rig.join("/", "c");
    assertThat(rig.session().sent()).containsExactly("0");
  }

  @Test
  void theOldestGivesWay() {
    Socket socket = rig.manager.socket("/", options().maxBufferedPackets(2).build());
    CompletableFuture<Args> first = socket.emitWithAck("first");
    socket.emit("second");
    socket.emit("third");

    assertFailed(first, SocketIoException.class);
    assertThat(rig.log()).containsExactly("limit maxBufferedPackets", "dropped first");
    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    assertThat(rig.session().sent()).containsExactly("0", "2[\"second\"]", "2[\"third\"]");
  }

  @Test
  void orTheNewOneIsRefused() {
    Socket socket =
        rig.manager.socket(
            "/",
            options().maxBufferedPackets(2).whenFull(SocketOptions.WhenFull.REJECT_NEW).build());
    socket.emit("first");
    socket.emit("second");
    CompletableFuture<Args> third = socket.emitWithAck("third");

    assertFailed(third, SocketIoException.class);
    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    assertThat(rig.session().sent()).containsExactly("0", "2[\"first\"]", "2[\"second\"]");
  }

  @Test
  void bytesAreBoundedToo() {
    Socket socket = rig.manager.socket("/", options().maxBufferedBytes(2_000).build());
    String large = "x".repeat(900);
    socket.emit("a", large);
    socket.emit("b", large);
    socket.emit("c", large);
    socket.emit("d", large + large + large);

    assertThat(socket.bufferedCount()).isEqualTo(2);
    assertThat(rig.log())
        .containsExactly(
            "limit maxBufferedPackets", "dropped a", "limit maxBufferedPackets", "dropped d");
  }

  @Test
  void whatCannotWaitAtAllSaysSo() {
    Socket socket = rig.manager.socket("/", options().maxBufferedBytes(100).build());

    assertThat(socket.emitWithAck("large", "x".repeat(100)))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("maxBufferedBytes: the event alone is too large")
        .withMessageContaining("at most 100 bytes, got 115");
  }

  @Test
  void whatTheSessionHasNoRoomForWaits() {
    Socket socket = rig.connected("/");
    rig.session().full(true);
    socket.emit("first");
    socket.emit("second");
    rig.session().full(false);
    socket.emit("third");
    assertThat(rig.session().sent()).as("in order").isEmpty();

    rig.session().drain();

    assertThat(rig.session().sent())
        .containsExactly("2[\"first\"]", "2[\"second\"]", "2[\"third\"]");
  }

  @Test
  void whatTheSessionWillNeverTakeIsDropped() {
    Socket socket = rig.connected("/");
    rig.session().refusal =
        Optional.of(new Session.Refusal(false, new SocketIoException("payload too large")));

    CompletableFuture<Args> answer = socket.emitWithAck("file", "x");

    assertThatThrownBy(answer::get).hasMessageContaining("payload too large");
    assertThat(rig.log()).containsExactly("dropped file");
    rig.session().refusal = Optional.empty();
    socket.emit("next");
    assertThat(rig.session().sent()).containsExactly("2[\"next\"]");
  }

  @Test
  void volatileEventsAreDroppedWhileTheConnectionIsNotWritable() {
    Socket socket = rig.connected("/");
    rig.session().writable = false;
    socket.asVolatile().emit("dropped");
    socket.emit("kept");
    rig.session().writable = true;
    socket.asVolatile().emit("sent");

    assertThat(rig.session().sent()).containsExactly("2[\"kept\"]", "2[\"sent\"]");
  }

  @Test
  void volatileRequestsFailAtOnceWithoutConnection() {
    Socket socket = rig.manager.socket("/");

    assertFailed(socket.asVolatile().emitWithAck("now"), DisconnectedException.class);
  }

  @Test
  void compressFlagGoesWithThePacket() {
    Socket socket = rig.connected("/");

    socket.compress(false).emit("secret");
    socket.emit("public");

    assertThat(rig.session().groups).extracting(group -> group.compress()).endsWith(false, true);
  }

  @Test
  void outgoingListenersHearWhatIsReallySent() {
    Socket socket = rig.manager.socket("/");
    List<String> heard = new ArrayList<>();
    socket.onAnyOutgoing((event, args) -> heard.add(event + args.toList()));
    socket.emit("early", 1);
    socket.asVolatile().emit("dropped");
    assertThat(heard).isEmpty();

    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    socket.emit("late", 2);
    rig.session().receive("21[\"question\"]");

    assertThat(heard).containsExactly("early[1]", "late[2]");
  }

  @Test
  void answersComeBack() throws Exception {
    Socket socket = rig.connected("/");
    CompletableFuture<Args> raw = socket.emitWithAck("ask", 1);
    CompletableFuture<String> typed = socket.emitWithAck("ask", String.class, 2);
    CompletableFuture<Integer> wrong = socket.emitWithAck("ask", Integer.class, 3);
    assertThat(rig.session().sent())
        .containsExactly("20[\"ask\",1]", "21[\"ask\",2]", "22[\"ask\",3]");

    rig.session().receive("31[\"two\"]").receive("30[1,null]").receive("32[\"no number\"]");

    assertThat(raw.get().toList()).containsExactly(1, null);
    assertThat(typed).isCompletedWithValue("two");
    assertThat(wrong).isCompletedExceptionally();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void answersHaveTheirTime() {
    Socket socket = rig.connected("/");
    CompletableFuture<Args> standard = socket.emitWithAck("ask");
    CompletableFuture<Args> quick = socket.timeout(Duration.ofSeconds(5)).emitWithAck("ask");

    rig.seconds(5);
    assertFailed(quick, AckTimeoutException.class);
    assertThat(standard).isNotDone();
    rig.seconds(25);
    assertFailed(standard, AckTimeoutException.class);

    rig.session().receive("30[]").receive("31[]").receive("31[]").receive("377[]");
    assertThat(rig.log()).as("late is no error").containsExactly("badAck 1", "badAck 77");
  }

  @Test
  void answersThatAreAwaitedFailWithTheConnection() {
    Socket socket = rig.connected("/");
    CompletableFuture<Args> sent = socket.emitWithAck("ask");

    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    CompletableFuture<Args> buffered = socket.emitWithAck("again");

    assertFailed(sent, DisconnectedException.class);
    assertThat(buffered).isNotDone();
    rig.seconds(1);
    rig.session().open();
    rig.join("/", "b");
    assertThat(rig.session().sent()).containsExactly("0", "21[\"again\"]");
    rig.session().receive("31[]");
    assertThat(buffered).isCompleted();
  }

  @Test
  void whatWaitsTooLongIsNotSent() {
    Socket socket = rig.manager.socket("/");
    CompletableFuture<Args> answer = socket.emitWithAck("ask");

    rig.seconds(30);

    assertFailed(answer, AckTimeoutException.class);
    assertThat(socket.bufferedCount()).isZero();
    socket.connect();
    rig.session().open();
    rig.join("/", "a");
    assertThat(rig.session().sent()).containsExactly("0");
  }

  @Test
  void closingTheManagerFailsAllThatIsAwaited() {
    Socket socket = rig.manager.socket("/");
    CompletableFuture<Args> buffered = socket.emitWithAck("ask");
    socket.emit("event");

    rig.manager.close();

    assertFailed(buffered, DisconnectedException.class);
    assertThat(socket.bufferedCount()).isZero();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void noMoreAnswersAreAwaitedThanAllowed() {
    Socket socket = rig.connected("/", options().maxPendingAcks(1).build());
    CompletableFuture<Args> first = socket.emitWithAck("ask");
    CompletableFuture<Args> second = socket.emitWithAck("ask");

    assertThat(first).isNotDone();
    assertFailed(second, SocketIoException.class);
    assertThat(rig.log()).containsExactly("limit maxPendingAcks");
    assertThat(rig.session().sent()).hasSize(1);
  }

  @Test
  void answersTheServersRequestsOnce() {
    Socket socket = rig.connected("/chat");
    socket.on(
        "ask",
        (args, ack) -> {
          assertThat(ack.isRequested()).isTrue();
          ack.send("yes", args.get(0));
          ack.send("again");
        });
    socket.onRequest("typed", Integer.class, number -> number + 1);
    CompletableFuture<String> later = CompletableFuture.completedFuture("done");
    socket.onRequest("later", args -> later);
    socket.on("tell", (args, ack) -> ack.send("nobody asked"));

    rig.session().receive("2/chat,7[\"ask\",42]").receive("2/chat,8[\"typed\",1]");
    rig.session().receive("2/chat,9[\"later\"]").receive("2/chat,[\"tell\"]");

    assertThat(rig.session().sent())
        .containsExactly("3/chat,7[\"yes\",42]", "3/chat,8[2]", "3/chat,9[\"done\"]");
  }

  @Test
  void answersToALostConnectionAreNotSentByTheNext() {
    Socket socket = rig.connected("/");
    CompletableFuture<String> slow = new CompletableFuture<>();
    socket.onRequest("ask", args -> slow);
    rig.session().receive("27[\"ask\"]").lose(DisconnectReason.TRANSPORT_CLOSE);
    rig.seconds(1);
    rig.session().open();
    rig.join("/", "b");
    rig.session().sent();

    slow.complete("late");

    assertThat(rig.session().sent()).isEmpty();
  }

  @Test
  void answersWaitForRoomInTheSession() {
    Socket socket = rig.connected("/");
    socket.onRequest("ask", args -> "yes");
    rig.session().full(true);
    rig.session().receive("27[\"ask\"]").receive("28[\"ask\"]");
    rig.manager.socket("/other").connect();
    assertThat(rig.session().sent()).isEmpty();

    rig.session().full(false);
    rig.session().drain();

    assertThat(rig.session().sent()).containsExactly("37[\"yes\"]", "38[\"yes\"]", "0/other,");
    assertThat(rig.log()).containsExactly("/ ask[]", "/ ask[]");
  }

  @Test
  void bytesComeAnywhere() {
    Socket socket = rig.connected("/");
    List<Object> heard = new ArrayList<>();
    socket.on("file", (args, ack) -> heard.addAll(args.toList()));

    rig.session()
        .receive(
            "52-[\"file\",{\"a\":{\"_placeholder\":true,\"num\":1}},{\"_placeholder\":true,\"num\":0}]")
        .receive(new byte[] {1})
        .receive(new byte[] {2, 3});

    assertThat(heard).hasSize(2);
    assertThat(((Map<?, ?>) heard.get(0)).get("a")).isEqualTo(new byte[] {2, 3});
    assertThat(heard.get(1)).isEqualTo(new byte[] {1});
  }

  @Test
  void whatComesBeforeTheAnswerToConnectIsHeardBeforeConnect() {
    Socket socket = rig.logging(rig.manager.socket("/")).connect();
    socket.emit("mine");
    rig.session().open().receive("2[\"missed\",1]").receive("2[\"missed\",2]");
    assertThat(rig.log()).isEmpty();

    rig.join("/", "a");

    assertThat(rig.log()).containsExactly("/ missed[1]", "/ missed[2]", "/ connect");
  }

  @Test
  void noMoreComesBeforeTheAnswerThanAllowed() {
    rig.logging(rig.manager.socket("/", options().maxQueuedEvents(2).build())).connect();
    rig.session().open().receive("2[\"a\"]").receive("2[\"b\"]").receive("2[\"c\"]");

    assertThat(rig.session().closed).isTrue();
    assertThat(rig.log())
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("limit maxQueuedEvents"),
            second -> assertThat(second).contains("connect_error", "more events than"));
  }

  @Test
  void argumentsOfOtherTypesAreNotDelivered() {
    Socket socket = rig.connected("/");
    socket.on("number", Integer.class, number -> rig.log.add("heard " + number));

    rig.session().receive("2[\"number\",\"text\"]").receive("2[\"number\",5]");

    assertThat(rig.log())
        .containsExactly("/ number[text]", "refused number", "/ number[5]", "heard 5");
  }

  @Test
  void answersThatAreNotWaitedForAnyMoreLeaveRoom() {
    SocketOptions options = SocketOptions.builder().maxPendingAcks(1).build();
    Rig other = new Rig();
    Socket socket = other.manager.socket("/", options);
    CompletableFuture<Args> cancelled = socket.emitWithAck("a");
    assertThat(socket.bufferedCount()).isEqualTo(1);

    cancelled.cancel(true);
    assertThat(socket.bufferedCount()).isZero();

    CompletableFuture<Args> late = socket.emitWithAck("b");
    late.completeExceptionally(new TimeoutException()); // as orTimeout does
    assertThat(socket.bufferedCount()).isZero();

    CompletableFuture<Args> last = socket.emitWithAck("c");
    assertThat(last).isNotDone();
    socket.connect();
    other.session().open();
    other.join("/", "s");
    assertThat(other.session().sent()).contains("22[\"c\"]").doesNotContain("20[\"a\"]");
    other.session().receive("32[1]");
    assertThat(last).isCompleted();
  }
}
