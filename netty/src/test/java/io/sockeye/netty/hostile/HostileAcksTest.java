package io.sockeye.netty.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectedException;
import io.sockeye.server.Socket;
import io.sockeye.testkit.WireClient;
import io.sockeye.testsupport.Leftovers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that answer too often, wrongly or never: rows V10 to V12 and P18 of the matrix. */
@ExtendWith(Leftovers.class)
final class HostileAcksTest {
  private static final int MOST_AWAITED = 1_000;

  @RegisterExtension
  static final Siege siege =
      new Siege(
          options -> {},
          io ->
              io.onConnection(
                  socket ->
                      socket.on(
                          "twice",
                          (args, ack) -> {
                            ack.send("first");
                            ack.send("second");
                          })));

  /** The socket of an attacker. */
  private static Socket socketOf(Attacker attacker) {
    return siege.io().sockets().stream()
        .filter(socket -> socket.session().id().equals(attacker.sid()))
        .findFirst()
        .orElseThrow();
  }

  /** The id that an event wants its answer by. */
  private static String ackId(WireClient client) {
    String event = client.frame().text();
    return event.substring(2, event.indexOf('['));
  }

  @Test
  void answerThatComesTwiceCountsOnce() {
    try (Attacker attacker = siege.joinedWebSocket()) {
      CompletableFuture<Args> answer = socketOf(attacker).emitWithAck("ask");
      String id = ackId(attacker.client());

      attacker.client().text("43" + id + "[\"yes\"]").text("43" + id + "[\"no\"]");

      assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join().get(0, String.class))
          .isEqualTo("yes");
      siege.requireAlive(attacker);
    }
  }

  @Test
  void whoAnswersWhatNobodyAskedIsClosedAfterAHundred() {
    try (Attacker attacker = siege.joinedWebSocket()) {
      for (int i = 0; i < 100; i++) {
        attacker.client().text("43" + (1_000_000 + i) + "[]");
      }
      assertThat(attacker.client().text("42[\"echo\",1]").frame().text())
          .isEqualTo("42[\"echo\",1]");

      attacker.client().text("439[]");

      assertThat(siege.endOf(attacker)).isEqualTo("forced close");
    }
  }

  @Test
  void whoNeverAnswersIsNotWaitedForForEver() {
    try (Attacker attacker = siege.joinedWebSocket()) {
      CompletableFuture<Args> answer =
          socketOf(attacker).timeout(Duration.ofMillis(50)).emitWithAck("ask");

      assertThat(answer)
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(AckTimeoutException.class);
    }
  }

  @Test
  void answersThatAreAwaitedAreBoundedAndAllFailWithTheConnection() {
    List<CompletableFuture<Args>> answers = new ArrayList<>();
    try (Attacker attacker = siege.joinedWebSocket()) {
      Socket socket = socketOf(attacker);
      for (int i = 0; i < MOST_AWAITED; i++) {
        answers.add(socket.emitWithAck("ask"));
      }

      CompletableFuture<Args> oneTooMany = socket.emitWithAck("ask");

      assertThat(oneTooMany).failsWithin(Duration.ofSeconds(10));
      assertThat(answers).noneMatch(CompletableFuture::isDone);
    }
    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(answer)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(DisconnectedException.class));
  }

  @Test
  void programThatAnswersTwiceSendsOneAnswer() {
    try (Attacker attacker = siege.joinedWebSocket()) {
      attacker.client().text("4217[\"twice\"]").text("42[\"echo\",1]");

      assertThat(attacker.client().frame().text()).isEqualTo("4317[\"first\"]");
      assertThat(attacker.client().frame().text()).isEqualTo("42[\"echo\",1]");
    }
    await().until(() -> siege.io().sockets().size() == 3);
  }
}
