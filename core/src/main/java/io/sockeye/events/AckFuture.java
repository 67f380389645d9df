package io.sockeye.events;

import io.sockeye.AckTimeoutException;
import io.sockeye.Args;
import io.sockeye.DisconnectedException;
import io.sockeye.SocketIoException;
import io.sockeye.concurrent.Fatal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Waits for one answer of one socket.
 *
 * <p>The future is completed on a handler thread, where what programs hang on it may block; not on
 * the lane, where a listener may be waiting for this very answer.
 *
 * @param <T> what the program asked for
 */
public final class AckFuture<T> implements PendingAcks.Waiter {
  /** What was asked, of whom: for the words of an error. Any thread. */
  public interface Question {
    /** What is known when the time is over. */
    String late();

    /** What is known when the peer is gone. */
    String gone();

    /** It was not asked: so many answers are awaited already, and no more may be. */
    void tooMany(int max);
  }

  private final Executor handlers;
  private final Function<Args, T> binding;
  private final Question question;
  private final CompletableFuture<T> future = new CompletableFuture<>();

  /**
   * An answer to come.
   *
   * @param handlers completes the future
   * @param binding makes of the answer what the program asked for
   * @param question knows what is not answered
   */
  public AckFuture(Executor handlers, Function<Args, T> binding, Question question) {
    this.handlers = handlers;
    this.binding = binding;
    this.question = question;
  }

  /** Completes exactly once: with the answer, or with the reason why none will come. */
  public CompletableFuture<T> future() {
    return future;
  }

  @Override
  public void onAnswer(Args answer) {
    handlers.execute(
        () -> {
          try {
            future.complete(binding.apply(answer));
          } catch (Throwable e) { // such as a class that is missing
            future.completeExceptionally(e);
            Fatal.rethrow(e);
          }
        });
  }

  @Override
  public void onTimeout() {
    onFailed(new AckTimeoutException(question.late()));
  }

  @Override
  public void onGone() {
    onFailed(new DisconnectedException(question.gone()));
  }

  @Override
  public void onRefused(int max) {
    question.tooMany(max);
    onFailed(
        new SocketIoException(
            "maxPendingAcks: %d answers are awaited from the socket already".formatted(max)));
  }

  /** No answer will come, for the event is not sent. */
  public void onFailed(SocketIoException failure) {
    handlers.execute(() -> future.completeExceptionally(failure));
  }
}
