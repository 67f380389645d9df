package io.sockeye.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.DisconnectedException;
import io.sockeye.SocketIoException;
import io.sockeye.concurrent.ManualTimers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a wait for an answer ends. */
final class AckFutureTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTimers timers = new ManualTimers();
  private final PendingAcks acks = new PendingAcks(timers, 1);
  private final Queue<Runnable> handlers = new ArrayDeque<>();
  private final List<Integer> refused = new ArrayList<>();

  private final AckFuture.Question question =
      new AckFuture.Question() {
        @Override
        public String late() {
          return "no answer to \"age\" within 1000 ms";
        }

        @Override
        public String gone() {
          return "\"age\" is not answered";
        }

        @Override
        public void tooMany(int max) {
          refused.add(max);
        }
      };

  private CompletableFuture<Integer> ask(long id) {
    AckFuture<Integer> answer =
        new AckFuture<>(handlers::add, args -> Arguments.bind(args, 0, Integer.class), question);
    acks.await(id, SECOND, answer);
    return answer.future();
  }

  private void runHandlers() {
    handlers.forEach(Runnable::run);
  }

  @Test
  void answerIsBoundOnAHandlerThread() {
    CompletableFuture<Integer> answer = ask(1);

    acks.onAnswer(1, Args.of(42));

    assertThat(answer).isNotDone();
    runHandlers();
    assertThat(answer).isCompletedWithValue(42);
  }

  @Test
  void answerOfAnotherTypeFails() {
    CompletableFuture<Integer> answer = ask(1);

    acks.onAnswer(1, Args.of("42"));
    runHandlers();

    assertThatThrownBy(answer::join).hasCauseInstanceOf(ArgumentException.class);
  }

  @Test
  void answerThatCannotBeBoundAtAllFails() {
    AckFuture<Integer> answer =
        new AckFuture<>(
            Runnable::run,
            args -> {
              throw new NoClassDefFoundError("io/sockeye/Missing");
            },
            question);

    answer.onAnswer(Args.of(42));

    assertThatThrownBy(() -> answer.future().join()).hasCauseInstanceOf(NoClassDefFoundError.class);
  }

  @Test
  void errorsOfTheMachineAreToldToTheThreadToo() {
    AckFuture<Integer> answer =
        new AckFuture<>(
            Runnable::run,
            args -> {
              throw new OutOfMemoryError("none left");
            },
            question);

    assertThatThrownBy(() -> answer.onAnswer(Args.of(42))).isInstanceOf(OutOfMemoryError.class);
    assertThat(answer.future()).isCompletedExceptionally();
  }

  @Test
  void noAnswerInTimeFails() {
    CompletableFuture<Integer> answer = ask(1);

    timers.advance(SECOND);
    runHandlers();

    assertThatThrownBy(answer::join)
        .hasCauseInstanceOf(AckTimeoutException.class)
        .hasRootCauseMessage("operation has timed out: no answer to \"age\" within 1000 ms");
    assertThat(acks.onAnswer(1, Args.of(42))).isEqualTo(PendingAcks.Outcome.LATE);
  }

  @Test
  void nobodyIsLeftWaitingByADisconnection() {
    CompletableFuture<Integer> before = ask(1);

    acks.close();
    CompletableFuture<Integer> after = ask(2);
    runHandlers();

    assertThatThrownBy(before::join)
        .hasCauseInstanceOf(DisconnectedException.class)
        .hasRootCauseMessage("socket has been disconnected: \"age\" is not answered");
    assertThatThrownBy(after::join).hasCauseInstanceOf(DisconnectedException.class);
  }

  @Test
  void oneTooManyIsRefused() {
    CompletableFuture<Integer> first = ask(1);

    CompletableFuture<Integer> second = ask(2);
    runHandlers();

    assertThat(first).isNotDone();
    assertThat(refused).containsExactly(1);
    assertThatThrownBy(second::join)
        .hasCauseInstanceOf(SocketIoException.class)
        .hasMessageContaining("maxPendingAcks: 1 answers are awaited from the socket already");
  }
}
