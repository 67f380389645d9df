package io.sockeye.examples.console;

import io.sockeye.AckTimeoutException;
import io.sockeye.client.Socket;
import io.sockeye.examples.console.Messages.Receipt;
import io.sockeye.examples.console.Messages.Say;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages that the server has not acknowledged yet, oldest first.
 *
 * <p>A message is sent when the room is open, and again until its ack is there. Sent twice does not
 * mean told twice: each has an id, and of a known one the server only says that it has it. (The
 * option {@code retries} does the like for events that may be sent as soon as the socket is
 * connected; these here have to wait for the room.)
 */
final class Outbox {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Socket socket;
  private final Consumer<String> problems;

  // The user's thread adds messages, the listeners of the socket open and close, acks take out.

  private final Map<String, Say> waiting = new LinkedHashMap<>();
  private boolean open;

  /**
   * Empty and closed.
   *
   * @param problems is told what the server does not take, and why
   */
  Outbox(Socket socket, Consumer<String> problems) {
    this.socket = socket;
    this.problems = problems;
  }

  synchronized void add(Say say) {
    waiting.put(say.id(), say);
    if (open) {
      send(say);
    }
  }

  /** The room is entered: what waits goes out, in the order in which it was written. */
  synchronized void open() {
    open = true;
    List.copyOf(waiting.values()).forEach(this::send);
  }

  /** There is no room to speak in, until it is entered again. */
  synchronized void close() {
    open = false;
  }

  synchronized int size() {
    return waiting.size();
  }

  /**
   * Waits until the server has all.
   *
   * @return how many it does not have when the time is over
   */
  synchronized int awaitEmpty(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    long left = patience.toNanos();
    while (!waiting.isEmpty() && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = end - System.nanoTime();
    }
    return waiting.size();
  }

  private void send(Say say) {
    var unused =
        socket
            .timeout(PATIENCE)
            .emitWithAck("say", Receipt.class, say)
            .whenComplete((receipt, failure) -> answered(say, receipt, failure));
  }

  private void answered(Say say, @Nullable Receipt receipt, @Nullable Throwable failure) {
    if (receipt == null) {
      sendAgain(say, failure);
      return;
    }
    synchronized (this) {
      waiting.remove(say.id());
      notifyAll();
    }
    if (receipt.error() != null) {
      problems.accept(receipt.error());
    }
  }

  /** Nobody knows whether it arrived. A lost connection opens the outbox again, in time. */
  private synchronized void sendAgain(Say say, @Nullable Throwable failure) {
    if (open && failure instanceof AckTimeoutException && waiting.containsKey(say.id())) {
      send(say);
    }
  }
}
