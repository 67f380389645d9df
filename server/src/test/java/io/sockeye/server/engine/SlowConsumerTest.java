package io.sockeye.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sockeye.SendResult;
import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Clients that do not take what is sent to them, or not as fast as it comes. */
final class SlowConsumerTest {
  private static final String HUNDRED = "x".repeat(99); // and the type

  private static EngineOptions.StandaloneBuilder options() {
    return EngineRig.options()
        .pingInterval(Duration.ofMinutes(10)) // or silence would end the sessions first
        .outboundLowWaterMark(100)
        .outboundHighWaterMark(400)
        .maxOutboundBytes(1_000)
        .slowConsumerTimeout(Duration.ofSeconds(30));
  }

  private EngineRig rig = new EngineRig(options());

  /** A client that does not read from now on. */
  private FakeLink stuckLink() {
    FakeLink link = rig.openWebSocket();
    link.stopReading();
    return link;
  }

  /** As many messages of a hundred bytes. */
  private void send(int count) {
    for (int i = 0; i < count; i++) {
      rig.session().send(EngineRig.message(HUNDRED));
    }
  }

  // ---- what became of it

  @Test
  void senderIsToldWhatBecameOfAMessage() {
    FakeLink link = stuckLink();
    EngineSession session = rig.session();

    assertThat(session.send(EngineRig.message(HUNDRED))).isEqualTo(SendResult.SENT);
    assertThat(session.sendVolatile(EngineRig.message(HUNDRED))).isEqualTo(SendResult.SENT);
    send(2);
    assertThat(session.sendVolatile(EngineRig.message("late"))).isEqualTo(SendResult.DROPPED);
    link.disconnect();

    assertThat(session.send(EngineRig.message("late"))).isEqualTo(SendResult.CLOSED);
    assertThat(session.sendVolatile(EngineRig.message("late"))).isEqualTo(SendResult.CLOSED);
  }

  @Test
  void observerIsToldHowManyWereDropped() {
    FakeLink link = stuckLink();
    send(4);

    rig.session().sendVolatile(EngineRig.message("one"));
    rig.session().sendVolatile(EngineRig.message("two"));
    assertThat(rig.droppedCounts).isEmpty();
    link.readAll();
    link.stopReading();
    send(4);
    rig.session().sendVolatile(EngineRig.message("three"));
    link.disconnect();

    assertThat(rig.droppedCounts).containsExactly(2L, 1L);
  }

  @Test
  void messageThatCanNeverFitIsTheCallersMistake() {
    FakeLink link = rig.openWebSocket();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> rig.session().send(EngineRig.message("x".repeat(1_000))))
        .withMessage("maxOutboundBytes: expected a message of at most 1000 bytes, got 1001");

    assertThat(link.take()).isEmpty();
    assertThat(link.isClosed()).isFalse();
  }

  // ---- the bounds of a session

  @Test
  void tooMuchEndsTheSession() {
    FakeLink link = stuckLink();

    send(11);
    assertThat(link.isAborted()).isFalse();
    assertThat(rig.session().send(EngineRig.message("more"))).isEqualTo(SendResult.CLOSED);

    assertThat(link.isAborted()).isTrue();
    assertThat(rig.closes)
        .containsExactly("transport error: slow consumer: more than 1000 bytes wait to be sent");
    assertThat(rig.limitHits).containsExactly("maxOutboundBytes");
    assertThat(rig.slowConsumers).containsExactly("maxOutboundBytes 1100");
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void muchForTooLongEndsTheSession() {
    FakeLink link = stuckLink();
    send(4);

    rig.advance(29_999);
    send(1);
    assertThat(link.isAborted()).isFalse();
    rig.advance(1);

    assertThat(link.isAborted()).isTrue();
    assertThat(rig.closes)
        .containsExactly(
            "transport error: slow consumer: more than 400 bytes have waited to be sent for PT30S");
    assertThat(rig.slowConsumers).containsExactly("slowConsumerTimeout 500");
    assertThat(rig.timers.pending()).isZero();
  }

  @Test
  void clientThatWasBelowTheMarkForAMomentHasItsTimeAnew() {
    FakeLink link = stuckLink();
    send(4);
    rig.advance(20_000);
    link.takeBytes(300);
    send(3);

    rig.advance(29_000);
    assertThat(link.isAborted()).isFalse();
    rig.advance(1_000);

    assertThat(link.isAborted()).isTrue();
  }

  @Test
  void clientThatHasTakenEnoughWhenTheTimeIsOverStays() {
    FakeLink link = stuckLink();
    send(4);
    link.takeBytes(200); // Still above the low mark, so nobody is told.

    rig.advance(300_000);

    assertThat(link.isAborted()).isFalse();
  }

  @Test
  void noAlarmWhileLessThanTheHighMarkWaits() {
    FakeLink link = stuckLink();
    int before = rig.timers.pending();

    send(3);
    assertThat(rig.timers.pending()).isEqualTo(before);
    send(1);
    assertThat(rig.timers.pending()).isEqualTo(before + 1);
    link.readAll();

    assertThat(rig.timers.pending()).isEqualTo(before);
  }

  @Test
  void answerThatAClientDoesNotReadCounts() {
    String sid = rig.openPolling();
    send(9);
    FakeExchange first = rig.poll(sid);
    first.stopReading();
    assertThat(rig.session().pendingBytes()).isGreaterThan(900);

    FakeExchange second = rig.poll(sid).stopReading(); // by another connection
    send(2);
    assertThat(second.isAnswered()).isTrue();
    send(1);

    assertThat(rig.slowConsumers).singleElement().asString().startsWith("maxOutboundBytes 1");
  }

  @Test
  void answerThatWasReadDoesNotCount() {
    String sid = rig.openPolling();
    for (int i = 0; i < 10; i++) {
      send(9);
      FakeExchange poll = rig.poll(sid).stopReading();
      assertThat(poll.isAnswered()).isTrue();
      poll.readAnswer();
    }

    assertThat(rig.slowConsumers).isEmpty();
    rig.poll(sid);
    assertThat(rig.session().pendingBytes()).isZero();
  }

  // ---- a mailbox that another thread is at

  /** Holds the mailbox of a session until it is let go. */
  private static final class Holder {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final CompletableFuture<Void> done;

    Holder(EngineSession session) throws InterruptedException {
      done =
          CompletableFuture.runAsync(
              () ->
                  session
                      .mailbox()
                      .execute(
                          () -> {
                            entered.countDown();
                            try {
                              release.await();
                            } catch (InterruptedException e) {
                              throw new AssertionError(e);
                            }
                          }));
      entered.await();
    }

    void letGo() {
      release.countDown();
      done.join();
    }
  }

  @Test
  void whatGathersInTheMailboxWaitsToo() throws InterruptedException {
    FakeLink link = rig.openWebSocket();
    EngineSession session = rig.session();
    Holder holder = new Holder(session);

    send(3);
    assertThat(session.isWritable()).isTrue();
    send(1);
    assertThat(session.isWritable()).isFalse();
    assertThat(session.pendingBytes()).isEqualTo(400);
    holder.letGo();

    assertThat(link.take()).hasSize(4);
    assertThat(session.pendingBytes()).isZero();
    assertThat(session.isWritable()).isTrue();
  }

  @Test
  void mailboxHasABound() throws InterruptedException {
    FakeLink link = rig.openWebSocket();
    EngineSession session = rig.session();
    Holder holder = new Holder(session);

    send(21);
    assertThat(session.send(EngineRig.message("more"))).isEqualTo(SendResult.CLOSED);
    assertThat(session.send(EngineRig.message("more"))).isEqualTo(SendResult.CLOSED);
    holder.letGo();

    assertThat(link.isAborted()).isTrue();
    assertThat(rig.closes)
        .containsExactly(
            "transport error: slow consumer: it is sent more than the server gets round to");
  }

  // ---- policies

  @Test
  void latestVolatileMessagesWaitWhereTheOldestAreDropped() {
    rig = new EngineRig(options().slowConsumerPolicy(SlowConsumerPolicy.DROP_OLDEST_VOLATILE));
    FakeLink link = stuckLink();
    send(5);
    link.take();

    for (int i = 0; i < 10; i++) {
      SendResult result = rig.session().sendVolatile(EngineRig.message("%040d".formatted(i)));
      assertThat(result).isEqualTo(SendResult.SENT);
    }
    rig.send("kept");
    assertThat(link.take()).as("what the link was given").isEmpty();
    link.readAll();

    assertThat(link.take()).containsExactly("4%040d".formatted(8), "4%040d".formatted(9), "4kept");
    assertThat(rig.droppedCounts).containsExactly(8L);
  }

  @Test
  void latestVolatileMessagesWaitForAPoll() {
    rig = new EngineRig(options().slowConsumerPolicy(SlowConsumerPolicy.DROP_OLDEST_VOLATILE));
    String sid = rig.openPolling();

    rig.send("first");
    for (int i = 0; i < 10; i++) {
      rig.session().sendVolatile(EngineRig.message("%040d".formatted(i)));
    }

    assertThat(rig.poll(sid).text()).isEqualTo("4first\u001e4%040d\u001e4%040d".formatted(8, 9));
  }

  @Test
  void linkThatIsNotFullTakesWhatWaitsInParts() {
    rig =
        new EngineRig(
            options()
                .maxOutboundBytes(5_000)
                .slowConsumerPolicy(SlowConsumerPolicy.DROP_OLDEST_VOLATILE));
    FakeLink link = stuckLink();

    send(12);
    assertThat(link.take()).hasSize(5);
    link.takeBytes(450);
    link.tellWritable();

    assertThat(link.take()).hasSize(4);
    link.readAll();
    assertThat(link.take()).hasSize(3);
    assertThat(rig.session().pendingBytes()).isZero();
  }

  @Test
  void applicationMayKeepASlowConsumer() {
    List<String> asked = new ArrayList<>();
    rig =
        new EngineRig(
            options()
                .slowConsumerPolicy(
                    SlowConsumerPolicy.callback(
                        (session, limit, bytes) -> {
                          asked.add(limit + " " + bytes);
                          return SlowConsumerPolicy.Decision.KEEP;
                        })));
    FakeLink link = stuckLink();
    send(11);
    link.take();

    PacketGroup more = EngineRig.message("more");
    assertThat(rig.session().sendDroppable(more)).isEqualTo(SendResult.DROPPED);
    rig.advance(60_000);
    assertThat(rig.session().send(more)).as("a packet that must go").isEqualTo(SendResult.SENT);
    assertThat(rig.session().send(more)).as("one too many").isEqualTo(SendResult.CLOSED);

    assertThat(asked)
        .containsExactly(
            "maxOutboundBytes 1100",
            "slowConsumerTimeout 1100",
            "slowConsumerTimeout 1100",
            "maxOutboundBytes 1100",
            "maxOutboundBytes 1105");
    assertThat(rig.limitHits)
        .containsExactly(
            "maxOutboundBytes",
            "slowConsumerTimeout",
            "slowConsumerTimeout",
            "maxOutboundBytes",
            "maxOutboundBytes");
    assertThat(link.take()).containsExactly("4more");
  }

  @Test
  void deciderThatThrowsEndsTheSession() {
    rig =
        new EngineRig(
            options()
                .slowConsumerPolicy(
                    SlowConsumerPolicy.callback(
                        (session, limit, bytes) -> {
                          throw new IllegalStateException("mine");
                        })));
    FakeLink link = stuckLink();

    send(12);

    assertThat(link.isAborted()).isTrue();
    assertThat(rig.hookFailures).singleElement().isInstanceOf(IllegalStateException.class);
  }
}
