package io.sockeye.redis;

import io.sockeye.SocketIoException;
import io.sockeye.concurrent.SerialExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Publishes over a link, and lets messages wait until Redis was there for the first time, or was
 * not for some seconds: so that a program may emit as soon as it has an emitter. Thread-safe; keeps
 * the order.
 *
 * <pre>
 *   WAITING --commands are answered, or the time is over--> DIRECT
 * </pre>
 */
final class FirstContact implements LinkListener {
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A message for a channel. */
  private static final class Letter {
    final boolean sharded;
    final String channel;
    final byte[] message;
    final CompletableFuture<Void> sent = new CompletableFuture<>();

    Letter(boolean sharded, String channel, byte[] message) {
      this.sharded = sharded;
      this.channel = channel;
      this.message = message;
    }
  }

  private final RedisLink link;

  /** Runs on no thread of a connection: what such a thread sends overtakes what others sent. */
  private final SerialExecutor mailbox;

  // From here on guarded by the mailbox.

  /** In the order in which they came; empty once all goes directly. */
  private final List<Letter> waiting = new ArrayList<>();

  private long waitingBytes;
  private boolean direct;

  /** Asks the link to connect. */
  FirstContact(RedisLink link) {
    this.link = link;
    this.mailbox = SerialExecutor.lane(link.executor());
    link.timers().schedule(PATIENCE, this::onCommands);
    link.add(this);
  }

  /**
   * Publishes.
   *
   * @return fails if Redis is away or is lost before it answers, or if too much waits
   */
  CompletionStage<Void> publish(boolean sharded, String channel, byte[] message) {
    Letter letter = new Letter(sharded, channel, message);
    mailbox.execute(() -> take(letter));
    return letter.sent;
  }

  private void take(Letter letter) {
    int size = letter.message.length;
    if (direct) {
      send(letter);
    } else if (waiting.size() >= InFlight.MAX_COMMANDS
        || waitingBytes + size > InFlight.MAX_BYTES) {
      letter.sent.completeExceptionally(
          new SocketIoException(
              "no room for more than %d messages of %d bytes in all that wait for Redis"
                  .formatted(InFlight.MAX_COMMANDS, InFlight.MAX_BYTES)));
    } else {
      waitingBytes += size;
      waiting.add(letter);
    }
  }

  private void send(Letter letter) {
    link.publish(letter.sharded, letter.channel, letter.message)
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                letter.sent.complete(null);
              } else {
                letter.sent.completeExceptionally(failure);
              }
            });
  }

  @Override
  public void onCommands() {
    mailbox.execute(
        () -> {
          direct = true;
          waiting.forEach(this::send);
          waiting.clear();
        });
  }

  @Override
  public void onUp() {}

  @Override
  public void onDown(String detail) {}
}
