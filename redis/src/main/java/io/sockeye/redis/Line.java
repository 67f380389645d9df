package io.sockeye.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis that is kept: opened, asked again and again whether it still answers, and
 * replaced when it is lost. Confined to a mailbox.
 *
 * <pre>
 *   IDLE --start--> OPENING --opened, and answers a PING--> OPEN
 *                    ^   |                                   |
 *          time over |   | failed, or too slow               | lost, silent, or given up by its owner
 *                    |   v                                   |
 *                   WAITING <--------------------------------+        any --close--> CLOSED
 * </pre>
 *
 * <p><b>Why connections are replaced,</b> rather than left to Lettuce's own reconnection: that one
 * sends again what was on its way, which for messages is too late or twice, does not notice a Redis
 * that is silent, and depends on the options of a client that may be the user's. So is one to a
 * Redis Cluster, when any of those to nodes that are behind it is lost.
 *
 * @param <C> what is opened
 */
final class Line<C> {
  /** Is told what becomes of a line, in the mailbox. */
  interface Owner<C> {
    /** A connection is open and Redis answers by it. */
    void onOpen(C connection);

    /** There is none, or none any more; the line goes on trying. */
    void onLost(String detail);
  }

  /**
   * How a kind of connection is opened and asked.
   *
   * @param patience how long a PING may take
   */
  record Kind<C>(
      String name,
      Supplier<CompletionStage<C>> opener,
      Function<C, StatefulConnection<String, byte[]>> connection,
      Function<C, CompletionStage<Void>> ping,
      Duration patience) {}

  private enum State {
    IDLE,
    OPENING,
    OPEN,
    WAITING,
    CLOSED
  }

  /** How long opening may take, and a PING that nothing holds up. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** From an answer to the next PING. */
  static final Duration BETWEEN_PINGS = Duration.ofMillis(2_500);

  private final Kind<C> kind;
  private final Owner<C> owner;
  private final SerialExecutor mailbox;
  private final Timers timers;
  private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  private State state = State.IDLE;

  /** Counts connections, so that what comes late of an old one is not taken for the new one's. */
  private int epoch;

  /** From when it is opened until it is lost, or else null. */
  private @Nullable C connection;

  /** The next thing to happen by time; null if there is none. */
  private Timers.@Nullable Alarm alarm;

  Line(Kind<C> kind, Owner<C> owner, SerialExecutor mailbox, Timers timers) {
    this.kind = kind;
    this.owner = owner;
    this.mailbox = mailbox;
    this.timers = timers;
  }

  /** Begins; later calls are ignored. */
  void start() {
    assert mailbox.isCurrent();
    if (state == State.IDLE) {
      open();
    }
  }

  /** The connection does what it is for: when it is lost it is tried again soon. */
  void proven() {
    assert mailbox.isCurrent();
    backoff.reset();
  }

  /** Gives up a connection that is of no use; ignored if it is not the one that is open. */
  void giveUp(C useless, String detail) {
    assert mailbox.isCurrent();
    if (state == State.OPEN && connection == useless) {
      lose(detail);
    }
  }

  /** Closes for good; completes when the connection is closed. */
  CompletionStage<Void> close() {
    assert mailbox.isCurrent();
    state = State.CLOSED;
    return drop();
  }

  private void open() {
    state = State.OPENING;
    int mine = ++epoch;
    after(PATIENCE, mine, () -> lose("it did not answer within " + PATIENCE.toSeconds() + " s"));
    CompletionStage<C> opening;
    try {
      opening = kind.opener().get();
    } catch (RuntimeException failed) {
      lose(reason(failed));
      return;
    }
    opening.whenComplete(
        (opened, failure) -> mailbox.execute(() -> onOpened(mine, opened, failure)));
  }

  private void onOpened(int mine, @Nullable C opened, @Nullable Throwable failure) {
    if (epoch != mine || state != State.OPENING) {
      if (opened != null) {
        var unused = close(opened);
      }
    } else if (opened == null) {
      lose(reason(failure));
    } else {
      connection = opened;
      kind.connection().apply(opened).addListener(new Watch(mine));
      ask(mine, opened);
    }
  }

  /** What was asked for last is answered within the patience, or the connection is lost. */
  private void ask(int mine, C asked) {
    if (state == State.OPEN) { // Opening has its time already.
      after(
          kind.patience(),
          mine,
          () -> lose("it was silent for " + kind.patience().toSeconds() + " s"));
    }
    CompletionStage<Void> answer;
    try {
      answer = kind.ping().apply(asked);
    } catch (RuntimeException failed) {
      lose(reason(failed));
      return;
    }
    answer.whenComplete((pong, failure) -> in(mine, () -> onAnswer(mine, asked, failure)));
  }

  private void onAnswer(int mine, C asked, @Nullable Throwable failure) {
    if (failure != null) {
      lose(reason(failure));
      return;
    }
    after(BETWEEN_PINGS, mine, () -> ask(mine, asked));
    if (state == State.OPENING) {
      state = State.OPEN;
      owner.onOpen(asked);
    }
  }

  private void lose(String detail) {
    var unused = drop();
    state = State.WAITING;
    after(backoff.next(), epoch, this::open);
    owner.onLost(kind.name() + ": " + detail);
  }

  private CompletionStage<Void> drop() {
    epoch++;
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    C dropped = connection;
    connection = null;
    return dropped == null ? CompletableFuture.completedFuture(null) : close(dropped);
  }

  /**
   * One that is disconnected, too: a client of the user may be about to connect it again, and to
   * send what was lost on the way. Lettuce warns of a second time.
   */
  private CompletionStage<Void> close(C useless) {
    StatefulConnection<String, byte[]> open = kind.connection().apply(useless);
    return open instanceof RedisChannelHandler<?, ?> handler && handler.isClosed()
        ? CompletableFuture.completedFuture(null)
        : open.closeAsync();
  }

  private void after(Duration delay, int mine, Runnable task) {
    if (alarm != null) {
      alarm.cancel();
    }
    alarm = timers.schedule(delay, () -> in(mine, task));
  }

  private void in(int mine, Runnable task) {
    mailbox.execute(
        () -> {
          if (epoch == mine && state != State.CLOSED) {
            task.run();
          }
        });
  }

  static String reason(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause == null || cause instanceof CancellationException) {
      return "the connection was closed";
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage();
    return text == null ? root.getClass().getSimpleName() : text;
  }

  /** Tells of the end of a connection, on a thread of Lettuce. */
  private final class Watch implements RedisConnectionStateListener {
    private final int mine;

    Watch(int mine) {
      this.mine = mine;
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> lost) {
      in(mine, () -> lose("the connection was lost"));
    }
  }
}
