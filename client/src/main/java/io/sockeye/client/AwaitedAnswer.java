package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.events.AckFuture;
import io.sockeye.log.LogText;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * The answer to an event that the program waits for, and what to say when none comes. Any thread.
 *
 * @param <T> what the program asked for
 */
final class AwaitedAnswer<T> implements AckFuture.Question {
  private final RealSocket socket;
  private final String event;
  private final Duration timeout;
  private final AckFuture<T> answer;

  /** How often a session took it; written in the mailbox. */
  private volatile int tries;

  AwaitedAnswer(
      RealSocket socket,
      String event,
      Duration timeout,
      Executor completers,
      Function<Args, T> binding) {
    this.socket = socket;
    this.event = event;
    this.timeout = timeout;
    this.answer = new AckFuture<>(completers, binding, this);
  }

  AckFuture<T> answer() {
    return answer;
  }

  /** A session took it. In the mailbox. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread at a time
  void onSent() {
    tries++;
  }

  @Override
  public String late() {
    return "no answer to %s within %d ms: it was %s, and %s"
        .formatted(LogText.quoted(event), timeout.toMillis(), sent(), where());
  }

  @Override
  public String gone() {
    return "no answer to %s: it was %s, and %s".formatted(LogText.quoted(event), sent(), where());
  }

  private String sent() {
    return switch (tries) {
      case 0 -> "never sent";
      case 1 -> "sent";
      default -> "sent " + tries + " times";
    };
  }

  private String where() {
    return socket + " " + StateText.of(socket.state());
  }

  @Override
  public void tooMany(int max) {
    socket
        .manager()
        .observer()
        .limitHit("maxPendingAcks", max + " answers are awaited by " + socket);
  }
}
