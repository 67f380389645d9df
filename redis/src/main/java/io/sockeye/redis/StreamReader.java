package io.sockeye.redis;

import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.redis.RedisConnector.Commands;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream from its end on, by a connection of its own, for it mostly waits there. It goes on
 * where it was when the connection was lost, and tells what is missing. Confined to its mailbox.
 *
 * <p>Whether something is missing is looked at after each loss of the connection, and while the
 * reader lags behind, at most once a second and when it has caught up.
 */
final class StreamReader {
  /** Takes what is read, in the mailbox; must not block. */
  interface Listener extends LinkListener {
    void onEntry(StreamMessage<String, byte[]> entry);

    /** Whether what was read is not dealt with yet, so that no more should be read for a while. */
    boolean isBehind();

    /**
     * Entries were missed.
     *
     * @param count how many, or 0 if nobody knows
     */
    void onMissed(long count, String detail);
  }

  /** What an answer may take longer than it waits for entries. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  /** How long to let those who are behind catch up. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final String stream;
  private final Listener listener;
  private final XReadArgs arguments;
  private final int count;
  private final Duration patience;
  private final Timers timers;
  private final SerialExecutor mailbox;
  private final Line<Commands> line;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** Null before it is known where to begin. */
  private @Nullable StreamPosition position;

  /** Counts connections that were lost, so that what comes late of one is not taken for news. */
  private int epoch;

  /** Rings when an answer takes too long; null if none is awaited. */
  private Timers.@Nullable Alarm alarm;

  /** Whether there was more than one answer can hold. */
  private boolean lagging;

  /** When it was looked for what is missing. */
  private long lookedAt;

  StreamReader(RedisLink link, String stream, int count, Duration blockTime, Listener listener) {
    this.stream = stream;
    this.listener = listener;
    this.count = count;
    this.arguments = XReadArgs.Builder.block(blockTime).count(count);
    this.patience = blockTime.plus(GRACE);
    this.timers = link.timers();
    this.mailbox = SerialExecutor.mailbox(link.executor());
    RedisConnector connector = link.connector();
    this.line =
        new Line<>(
            new Line.Kind<>(
                "stream " + stream,
                connector::connect,
                Commands::connection,
                connector::ping,
                patience.plus(GRACE)),
            new Owner(),
            mailbox,
            timers);
  }

  /**
   * Begins, if it has not begun.
   *
   * @param first runs in the mailbox before
   * @return completes when entries that are added from now on are read
   */
  CompletionStage<Void> start(Runnable first) {
    mailbox.execute(
        () -> {
          first.run();
          line.start();
        });
    return ready;
  }

  /** Tells up to which entry all were read, in the mailbox; null before it is known. */
  void position(Consumer<@Nullable StreamId> taker) {
    mailbox.execute(
        () -> {
          StreamPosition here = position;
          taker.accept(here == null ? null : here.id());
        });
  }

  void close() {
    mailbox.execute(
        () -> {
          stop();
          line.close();
          ready.complete(null);
        });
  }

  private void stop() {
    epoch++;
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  private void look(Commands redis) {
    lookedAt = timers.nanoTime();
    watch(redis);
    int mine = epoch;
    StreamInfo.ask(redis.async(), stream)
        .whenComplete((info, failure) -> in(mine, () -> onInfo(redis, info, failure)));
  }

  private void onInfo(Commands redis, StreamInfo info, @Nullable Throwable failure) {
    if (failure != null) {
      line.giveUp(redis, "XINFO STREAM was answered: " + Line.reason(failure));
      return;
    }
    StreamPosition here = position;
    if (here == null) {
      position = new StreamPosition(info);
    } else {
      check(here, info);
    }
    line.proven();
    ready.complete(null);
    listener.onUp();
    read(redis);
  }

  private void check(StreamPosition here, StreamInfo info) {
    if (here.wasReset(info)) {
      listener.onMissed(0, "Redis has lost the stream " + stream + ", or its end");
      return;
    }
    OptionalLong missed = here.missed(info);
    if (missed.orElse(0) > 0) {
      listener.onMissed(
          missed.getAsLong(), "the stream " + stream + " was trimmed before it was read");
    }
  }

  @SuppressWarnings("unchecked") // An array of the one offset, made by the compiler.
  private void read(Commands redis) {
    StreamPosition here = position;
    if (here == null) {
      return;
    }
    if (listener.isBehind()) {
      pause(redis);
      return;
    }
    watch(redis);
    CompletionStage<List<StreamMessage<String, byte[]>>> answer;
    try {
      answer = redis.async().xread(arguments, StreamOffset.from(stream, here.id().toString()));
    } catch (RuntimeException failed) {
      line.giveUp(redis, Line.reason(failed));
      return;
    }
    int mine = epoch;
    answer.whenComplete((entries, failure) -> in(mine, () -> onEntries(redis, entries, failure)));
  }

  /** The stream keeps what is not read. */
  private void pause(Commands redis) {
    if (alarm != null) {
      alarm.cancel();
    }
    int mine = epoch;
    alarm = timers.schedule(PAUSE, () -> in(mine, () -> read(redis)));
  }

  private void onEntries(
      Commands redis,
      @Nullable List<StreamMessage<String, byte[]>> entries,
      @Nullable Throwable failure) {
    StreamPosition here = position;
    if (failure != null || here == null) {
      line.giveUp(redis, "XREAD was answered: " + Line.reason(failure));
      return;
    }
    List<StreamMessage<String, byte[]>> some = entries == null ? List.of() : entries;
    int read = some.size();
    for (StreamMessage<String, byte[]> entry : some) {
      here.advance(StreamId.of(entry.getId()));
      listener.onEntry(entry);
    }
    boolean caughtUp = lagging && read < count;
    lagging = read >= count;
    boolean lookAgain =
        caughtUp || (lagging && timers.nanoTime() - lookedAt >= BETWEEN_LOOKS.toNanos());
    if (lookAgain) {
      look(redis);
    } else {
      read(redis);
    }
  }

  private void watch(Commands redis) {
    if (alarm != null) {
      alarm.cancel();
    }
    int mine = epoch;
    alarm =
        timers.schedule(
            patience,
            () ->
                in(
                    mine,
                    () -> line.giveUp(redis, "it was silent for " + patience.toSeconds() + " s")));
  }

  private void in(int mine, Runnable task) {
    mailbox.execute(
        () -> {
          if (epoch == mine) {
            task.run();
          }
        });
  }

  private final class Owner implements Line.Owner<Commands> {
    @Override
    public void onOpen(Commands opened) {
      look(opened);
    }

    @Override
    public void onLost(String detail) {
      stop();
      listener.onDown(detail);
    }
  }
}
