package io.sockeye.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.sockeye.SocketIoException;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Adds entries to a stream, in order, and each once: while Redis is away they wait, as many as
 * there is room for. Thread-safe.
 *
 * <p><b>What is in doubt.</b> When the connection is lost, nobody knows whether Redis had the
 * entries that were on their way. Sent again, some would be there twice; forgotten, some would be
 * lost. So before anything is sent again, the stream is read from the last entry of ours that was
 * confirmed: Redis takes what comes over one connection in its order, so of the entries in doubt it
 * has the first few, or none. Only if the old connection delivers later still than that can an
 * entry be there twice.
 *
 * <p><b>What Redis refuses for a while</b> (no memory, say) waits, and one entry goes before the
 * others until it is taken. Entries that were on their way already when Redis refused the first,
 * and took others, are in the stream before it.
 *
 * <pre>
 *   HALTED --all answers are in, those in doubt are found or not--> FLOWING
 *     ^                                                                |
 *     +------------------ an answer says that it failed ---------------+
 * </pre>
 */
final class StreamAppender implements LinkListener {
  /** An entry on its way. */
  private static final class Entry {
    final long order;
    final Map<String, byte[]> fields;
    final int size;
    final CompletableFuture<String> added = new CompletableFuture<>();

    /** Whether it was sent over a connection that was lost. */
    boolean inDoubt;

    Entry(long order, Map<String, byte[]> fields) {
      this.order = order;
      this.fields = fields;
      this.size = fields.values().stream().mapToInt(value -> value.length).sum();
    }
  }

  static final int MAX_ENTRIES = 10_000;
  static final long MAX_BYTES = 64_000_000;

  private static final Duration BEFORE_RETRY = Duration.ofMillis(250);
  private static final long PAGE = 1_000;

  /** How Redis begins what it says of a state that passes. */
  private static final List<String> PASSING =
      List.of(
          "OOM",
          "LOADING",
          "READONLY",
          "CLUSTERDOWN",
          "MASTERDOWN",
          "TRYAGAIN",
          "BUSY",
          "MISCONF",
          "NOREPLICAS",
          "UNKILLABLE");

  private final RedisLink link;
  private final String stream;
  private final XAddArgs arguments;
  private final Timers timers;

  /**
   * Guards what follows. A lane, not a mailbox: what a thread of Lettuce sends overtakes what other
   * threads have sent, so none of them may run this.
   */
  private final SerialExecutor lane;

  /** Not sent, or to be sent again. */
  private final TreeMap<Long, Entry> waiting = new TreeMap<>();

  private long nextOrder;

  /** Sent and not answered. */
  private int sent;

  /** Waiting or sent. */
  private int held;

  private long heldBytes;
  private boolean halted = true;

  /**
   * Whether Redis has refused for a while, so that one entry goes before the others: those behind
   * it could be taken, and overtake it.
   */
  private boolean refused;

  /** Whether it is being found out what the stream has. */
  private boolean searching;

  /** Whether there is an alarm to try again. */
  private boolean retrying;

  /** The last of ours that the stream is known to have, or its end before there was one. */
  private @Nullable StreamId last;

  /** By what entries flow, or were last; null if none ever did. */
  private @Nullable Exchange exchange;

  private boolean closed;

  StreamAppender(RedisLink link, String stream, long maxLen) {
    this.link = link;
    this.stream = stream;
    this.arguments = new XAddArgs().maxlen(maxLen).approximateTrimming();
    this.timers = link.timers();
    this.lane = SerialExecutor.lane(link.executor());
  }

  /**
   * Adds an entry.
   *
   * @return completes with its id; fails if there is no room, or Redis does not want it
   */
  CompletionStage<String> append(Map<String, byte[]> fields) {
    CompletableFuture<String> added = new CompletableFuture<>();
    lane.execute(
        () ->
            take(fields)
                .whenComplete(
                    (id, failure) -> {
                      if (failure == null) {
                        added.complete(id);
                      } else {
                        added.completeExceptionally(failure);
                      }
                    }));
    return added;
  }

  private CompletionStage<String> take(Map<String, byte[]> fields) {
    Entry entry = new Entry(nextOrder++, fields);
    if (closed) {
      return RedisLink.failed("the adapter was closed");
    }
    if (held >= MAX_ENTRIES || heldBytes + entry.size > MAX_BYTES) {
      String away = link.away();
      return RedisLink.failed(
          "no room for more than %d entries of %d bytes in all that wait for Redis%s"
              .formatted(MAX_ENTRIES, MAX_BYTES, away.isEmpty() ? "" : " (" + away + ")"));
    }
    held++;
    heldBytes += entry.size;
    Exchange by = exchange;
    if (halted || by == null) {
      waiting.put(entry.order, entry);
      resume();
    } else {
      send(by, entry);
    }
    return entry.added;
  }

  /** Over the same connection as those before it, or it would overtake what was lost of them. */
  private void send(Exchange by, Entry entry) {
    sent++;
    by.command(entry.size, redis -> redis.xadd(stream, arguments, entry.fields))
        .whenComplete((id, failure) -> lane.execute(() -> onAnswer(entry, id, failure)));
  }

  private void onAnswer(Entry entry, @Nullable String id, @Nullable Throwable failure) {
    sent--;
    if (id != null) {
      onAdded(entry, id);
    } else {
      onFailed(entry, cause(failure));
    }
    if (halted && sent == 0) {
      if (id != null) {
        resume(); // Redis takes entries now.
      } else {
        retryLater();
      }
    }
  }

  private void onAdded(Entry entry, String id) {
    StreamId added = StreamId.of(id);
    last = last == null || last.compareTo(added) < 0 ? added : last;
    refused = false;
    release(entry);
    entry.added.complete(id);
  }

  private void onFailed(Entry entry, @Nullable Throwable cause) {
    if (cause instanceof RedisCommandExecutionException said && !passes(said)) {
      release(entry);
      entry.added.completeExceptionally(new SocketIoException("XADD: " + Line.reason(said)));
      return;
    }
    halted = true;
    refused |= cause instanceof RedisCommandExecutionException;
    // What we have not sent ourselves, or Redis has refused, is not there; of the rest who knows.
    entry.inDoubt =
        !(cause instanceof SocketIoException || cause instanceof RedisCommandExecutionException);
    waiting.put(entry.order, entry);
    if (closed) {
      failWaiting();
    }
  }

  private boolean passes(RedisCommandExecutionException said) {
    String text = String.valueOf(said.getMessage());
    if (text.startsWith("READONLY")) {
      link.doubt(text);
    }
    return PASSING.stream().anyMatch(text::startsWith);
  }

  private static @Nullable Throwable cause(@Nullable Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void release(Entry entry) {
    held--;
    heldBytes -= entry.size;
  }

  private void retryLater() {
    if (!retrying && !closed) {
      retrying = true;
      timers.schedule(
          BEFORE_RETRY,
          () ->
              lane.execute(
                  () -> {
                    retrying = false;
                    resume();
                  }));
    }
  }

  /** Goes on, if all that is needed for that is known. */
  private void resume() {
    Exchange by = link.exchange();
    if (!halted || closed || sent > 0 || searching || by == null) {
      return; // Whoever changes that asks again.
    }
    exchange = by;
    StreamId from = last;
    if (from == null) {
      findEnd(by);
    } else if (waiting.values().stream().anyMatch(entry -> entry.inDoubt)) {
      search(by, from);
    } else {
      flow(by);
    }
  }

  private void flow(Exchange by) {
    halted = refused;
    Map.Entry<Long, Entry> next = waiting.pollFirstEntry();
    while (next != null) {
      send(by, next.getValue());
      next = halted ? null : waiting.pollFirstEntry();
    }
  }

  private void findEnd(Exchange by) {
    searching = true;
    by.command(0, redis -> StreamInfo.ask(redis, stream))
        .whenComplete(
            (info, failure) ->
                lane.execute(
                    () -> {
                      searching = false;
                      if (failure == null) {
                        last = info.last();
                        resume();
                      } else {
                        retryLater();
                      }
                    }));
  }

  /** Looks for entries in doubt, page by page. */
  private void search(Exchange by, StreamId after) {
    searching = true;
    Range<String> rest = Range.from(Boundary.excluding(after.toString()), Boundary.unbounded());
    by.command(0, redis -> redis.xrange(stream, rest, Limit.from(PAGE)))
        .whenComplete(
            (page, failure) ->
                lane.execute(
                    () -> {
                      searching = false;
                      if (failure == null) {
                        onPage(by, page);
                      } else {
                        retryLater();
                      }
                    }));
  }

  private void onPage(Exchange by, List<StreamMessage<String, byte[]>> page) {
    page.forEach(this::onFound);
    if (page.size() < PAGE) {
      waiting.values().forEach(entry -> entry.inDoubt = false);
      resume();
    } else {
      search(by, StreamId.of(page.get(page.size() - 1).getId()));
    }
  }

  /**
   * The first in doubt that says the same has arrived. The sender alone does not tell: all emitters
   * have the same name.
   */
  private void onFound(StreamMessage<String, byte[]> found) {
    Iterator<Entry> entries = waiting.values().iterator();
    while (entries.hasNext()) {
      Entry entry = entries.next();
      if (entry.inDoubt && isSame(entry.fields, found.getBody())) {
        entries.remove();
        onAdded(entry, found.getId());
        return;
      }
    }
  }

  private static boolean isSame(Map<String, byte[]> ours, Map<String, byte[]> found) {
    return ours.size() == found.size()
        && ours.entrySet().stream()
            .allMatch(field -> Arrays.equals(field.getValue(), found.get(field.getKey())));
  }

  @Override
  public void onCommands() {
    lane.execute(this::resume);
  }

  @Override
  public void onUp() {}

  @Override
  public void onDown(String detail) {}

  /** What waits is given up. */
  void close() {
    lane.execute(
        () -> {
          closed = true;
          failWaiting();
        });
  }

  private void failWaiting() {
    List<Entry> given = List.copyOf(waiting.values());
    waiting.clear();
    for (Entry entry : given) {
      release(entry);
      entry.added.completeExceptionally(new SocketIoException("the adapter was closed"));
    }
  }
}
