package io.sockeye.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.SocketIoException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Answers that come to a callback, in their place among the events. */
final class AckCallbackTest {
  private final Rig rig = new Rig();

  /** Writes into the log what came of an event. */
  private final class Told implements AckCallback {
    private final String name;

    Told(String name) {
      this.name = name;
    }

    @Override
    public void onAnswer(Args answer) {
      rig.log.add(name + " answer " + answer.toList());
    }

    @Override
    public void onFailure(SocketIoException why) {
      rig.log.add(name + " " + why.getClass().getSimpleName());
    }
  }

  @Test
  void answersComeInTheirPlaceAmongTheEvents() {
    Deque<Runnable> handlers = new ArrayDeque<>();
    Rig queued = new Rig(builder -> builder.handlers(handlers::add));
    Socket socket = queued.manager.socket("/").connect();
    queued.session().open();
    queued.join("/", "a");
    socket.onAny((event, args) -> queued.log.add(event));
    socket.emitWithAck("ask", answer -> queued.log.add("first " + answer.toList()), 1);
    socket.emitWithAck("ask", answer -> queued.log.add("second " + answer.toList()), 2);

    queued.session().receive("2[\"before\"]").receive("31[\"b\"]");
    queued.session().receive("2[\"between\"]").receive("30[\"a\"]").receive("2[\"after\"]");
    assertThat(queued.log()).isEmpty();
    while (!handlers.isEmpty()) {
      handlers.remove().run();
    }

    assertThat(queued.log())
        .containsExactly("before", "second [b]", "between", "first [a]", "after");
  }

  @Test
  void eachIsToldOnceWhyThereIsNoAnswer() {
    Socket socket = rig.connected("/", SocketOptions.builder().maxPendingAcks(3).build());
    socket.emitWithAck("ask", Duration.ofSeconds(5), new Told("quick"));
    socket.emitWithAck("ask", new Told("standard"));
    socket.emitWithAck("ask", Duration.ofMinutes(5), new Told("patient"));
    socket.emitWithAck("ask", new Told("refused"));
    assertThat(rig.session().sent()).hasSize(3);
    assertThat(rig.log()).containsExactly("limit maxPendingAcks", "refused SocketIoException");

    rig.seconds(5);
    assertThat(rig.log()).containsExactly("quick AckTimeoutException");
    rig.seconds(25);
    assertThat(rig.log()).containsExactly("standard AckTimeoutException");
    rig.session().lose(DisconnectReason.TRANSPORT_CLOSE);
    assertThat(rig.log())
        .containsExactly("patient DisconnectedException", "/ disconnect transport close");
    rig.manager.close();
    assertThat(rig.log()).isEmpty();
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void whatIsNotSentIsToldToo() {
    Socket socket = rig.manager.socket("/", SocketOptions.builder().maxBufferedPackets(1).build());
    socket.emitWithAck("first", new Told("first"));

    socket.emit("second");

    assertThat(rig.log())
        .containsExactly("limit maxBufferedPackets", "dropped first", "first SocketIoException");
  }

  @Test
  void retriesAnswerToo() {
    SocketOptions options =
        SocketOptions.builder().retries(1).ackTimeout(Duration.ofSeconds(5)).build();
    Socket socket = rig.connected("/", options);
    socket.emitWithAck("one", new Told("one"));
    socket.emitWithAck("two", new Told("two"));

    rig.seconds(5);
    rig.session().receive("30[1]");
    rig.seconds(10);

    assertThat(rig.log())
        .containsExactly("one answer [1]", "dropped two", "two AckTimeoutException");
  }

  @Test
  void callbackThatThrowsIsReportedAndHarmsNothing() {
    Socket socket = rig.connected("/");
    socket.emitWithAck(
        "ask",
        answer -> {
          throw new IllegalStateException("expected by this test");
        });
    socket.emitWithAck("ask", new Told("next"));

    rig.session().receive("30[]").receive("31[]");

    assertThat(rig.log()).containsExactly("failed ask expected by this test", "next answer []");
    assertThat(socket.isConnected()).isTrue();
  }

  @Test
  void timeThatIsNoneIsRefused() {
    Socket socket = rig.manager.socket("/");

    assertThatThrownBy(() -> socket.emitWithAck("ask", Duration.ZERO, answer -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("timeout");
  }
}
