package io.sockeye.client;

import static io.sockeye.client.Rig.assertFailed;
import static org.assertj.core.api.Assertions.assertThat;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.DisconnectedException;
import io.sockeye.SocketIoException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Answers: those that a program waits for, and those that it gives. */
final class AckTest {
  private final Rig rig = new Rig();

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
    assertFailed(standard, AckTimeoutException.class)
        .hasMessage(
            "operation has timed out: no answer to \"ask\" within 30000 ms: it was sent, and "
                + "Socket[/ id-] is connected");

    rig.session().receive("30[]").receive("31[]").receive("31[]").receive("377[]");
    assertThat(rig.log()).as("late is no error").containsExactly("badAck 1", "badAck 77");
  }

  @Test
  void answersThatAreAwaitedFailWithTheConnection() {
    Socket socket = rig.connected("/");
    CompletableFuture<Args> sent = socket.emitWithAck("ask");

    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    CompletableFuture<Args> buffered = socket.emitWithAck("again");

    assertFailed(sent, DisconnectedException.class)
        .hasMessageStartingWith(
            "socket has been disconnected: no answer to \"ask\": it was sent, and "
                + "Socket[/] is connecting again, attempt 1");
    assertThat(buffered).isNotDone();
    rig.seconds(1);
    rig.session().open();
    rig.join("/", "b");
    assertThat(rig.session().sent()).containsExactly("0", "21[\"again\"]");
    rig.session().receive("31[]");
    assertThat(buffered).isCompleted();
  }

  @Test
  void whoAsksASocketThatWasRefusedIsToldSo() {
    Socket socket = rig.manager.socket("/chat").connect();
    rig.session().open();
    rig.session().receive("4/chat,{\"message\":\"not authorized\"}");
    CompletableFuture<Args> answer = socket.emitWithAck("who");

    rig.seconds(30);

    assertFailed(answer, AckTimeoutException.class)
        .hasMessage(
            "operation has timed out: no answer to \"who\" within 30000 ms: it was never sent, and "
                + "Socket[/chat] was refused by the server: not authorized; connect() tries again");
  }

  @Test
  void whatWaitsTooLongIsNotSent() {
    Socket socket = rig.manager.socket("/");
    CompletableFuture<Args> answer = socket.emitWithAck("ask");

    rig.seconds(30);

    assertFailed(answer, AckTimeoutException.class)
        .hasMessage(
            "operation has timed out: no answer to \"ask\" within 30000 ms: it was never sent, and "
                + "Socket[/] was never connected: call connect()");
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
    Socket socket = rig.connected("/", SocketOptions.builder().maxPendingAcks(1).build());
    CompletableFuture<Args> first = socket.emitWithAck("ask");
    CompletableFuture<Args> second = socket.emitWithAck("ask");

    assertThat(first).isNotDone();
    assertFailed(second, SocketIoException.class);
    assertThat(rig.log()).containsExactly("limit maxPendingAcks");
    assertThat(rig.session().sent()).hasSize(1);
  }

  @Test
  void answersThatAreNotWaitedForAnyMoreLeaveRoom() {
    SocketOptions options = SocketOptions.builder().maxPendingAcks(1).build();
    Socket socket = rig.manager.socket("/", options);
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
    rig.session().open();
    rig.join("/", "s");
    assertThat(rig.session().sent()).contains("22[\"c\"]").doesNotContain("20[\"a\"]");
    rig.session().receive("32[1]");
    assertThat(last).isCompleted();
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
}
