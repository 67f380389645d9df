package io.sockeye.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.concurrent.Uncaught;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to be subscribed to, and brings it to each new connection. Confined to a mailbox, but for
 * the messages, which go from the connection's thread to the listeners without a detour.
 *
 * <p>Each topic has a command of its own: Lettuce takes the first answer to a command with several
 * for the end of it, and the next for the answer to the next command.
 */
final class Subscriptions {
  /** What is wanted of a topic. */
  private static final class Wanted {
    /** Seldom more than one: when a namespace ends while another of its name begins. */
    final List<ChannelListener> listeners = new CopyOnWriteArrayList<>();

    /** Completes when Redis has the subscription. */
    CompletableFuture<Void> ready = new CompletableFuture<>();
  }

  /**
   * How long the answer to a subscription may take. On a Redis Cluster the command may wait inside
   * Lettuce for a node that never comes, and that PINGs do not ask.
   */
  private static final Duration PATIENCE = Line.PATIENCE.plus(Line.BETWEEN_PINGS);

  private final SerialExecutor mailbox;
  private final Timers timers;

  /**
   * Sends the commands. It runs on no thread of a connection: what such a thread sends overtakes
   * what others have sent, so a channel that is left and entered again could end as one that is
   * left.
   */
  private final SerialExecutor sender;

  /** Is told why the connection is of no use: a subscription was refused, or not answered. */
  private final Consumer<String> onUseless;

  /** What was asked for and not answered yet, and when in nanoseconds; the oldest first. */
  private final Map<Topic, Long> asked = new LinkedHashMap<>();

  /** Changed in the mailbox, read by connections. */
  private final Map<Topic, Wanted> wanted = new ConcurrentHashMap<>();

  /** Rings when it is looked whether all was answered; null while there is no connection. */
  private Timers.@Nullable Alarm watch;

  /** Null while there is none. */
  private volatile @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;

  Subscriptions(
      SerialExecutor mailbox, Executor elsewhere, Timers timers, Consumer<String> onUseless) {
    this.mailbox = mailbox;
    this.timers = timers;
    this.sender = SerialExecutor.lane(elsewhere);
    this.onUseless = onUseless;
  }

  /**
   * A listener for a topic.
   *
   * @return completes when messages arrive, or nobody wants them any more
   */
  CompletionStage<Void> add(Topic topic, ChannelListener listener) {
    assert mailbox.isCurrent();
    Wanted here = wanted.computeIfAbsent(topic, name -> new Wanted());
    here.listeners.add(listener);
    if (here.listeners.size() == 1) {
      subscribe(topic, here);
    }
    return here.ready;
  }

  /**
   * The listener wants no more.
   *
   * @return completes when Redis knows; fails if it is lost before
   */
  CompletionStage<Void> remove(Topic topic, ChannelListener listener) {
    assert mailbox.isCurrent();
    Wanted here = wanted.get(topic);
    if (here == null || !here.listeners.remove(listener) || !here.listeners.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    wanted.remove(topic);
    asked.remove(topic);
    here.ready.complete(null);
    StatefulRedisPubSubConnection<String, byte[]> current = connection;
    return current == null
        ? CompletableFuture.completedFuture(null)
        : send(() -> topic.unsubscribe(current.async()));
  }

  /** Sends a command behind those before it. */
  private CompletionStage<Void> send(Supplier<CompletionStage<Void>> command) {
    CompletableFuture<Void> answered = new CompletableFuture<>();
    sender.execute(
        () -> {
          try {
            command.get().whenComplete((done, failure) -> complete(answered, failure));
          } catch (RuntimeException closed) {
            answered.completeExceptionally(closed);
          }
        });
    return answered;
  }

  private static void complete(CompletableFuture<Void> answered, @Nullable Throwable failure) {
    if (failure == null) {
      answered.complete(null);
    } else {
      answered.completeExceptionally(failure);
    }
  }

  /** Completes when Redis has the subscription; never if it is not wanted. */
  CompletableFuture<Void> ready(Topic topic) {
    assert mailbox.isCurrent();
    Wanted here = wanted.get(topic);
    return here == null ? new CompletableFuture<>() : here.ready;
  }

  /**
   * There is a new connection.
   *
   * @return completes when all that is wanted now is subscribed to; not at all if it is refused
   */
  CompletionStage<Void> attach(StatefulRedisPubSubConnection<String, byte[]> opened) {
    assert mailbox.isCurrent();
    opened.addListener(new Incoming(opened));
    connection = opened;
    lookLater(opened);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    wanted.forEach(
        (topic, here) -> {
          subscribe(topic, here);
          all.add(here.ready);
        });
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
  }

  /** The connection is lost. */
  void detach() {
    assert mailbox.isCurrent();
    connection = null;
    asked.clear();
    if (watch != null) {
      watch.cancel();
      watch = null;
    }
    for (Wanted here : wanted.values()) {
      if (here.ready.isDone()) {
        here.ready = new CompletableFuture<>();
      }
    }
  }

  private void lookLater(StatefulRedisPubSubConnection<String, byte[]> opened) {
    watch =
        timers.schedule(Line.BETWEEN_PINGS, () -> mailbox.execute(() -> lookWhetherLate(opened)));
  }

  private void lookWhetherLate(StatefulRedisPubSubConnection<String, byte[]> opened) {
    if (connection != opened) {
      return;
    }
    lookLater(opened);
    asked.entrySet().stream()
        .findFirst()
        .filter(oldest -> timers.nanoTime() - oldest.getValue() >= PATIENCE.toNanos())
        .ifPresent(
            late ->
                onUseless.accept(
                    late.getKey() + " was not answered within " + PATIENCE.toMillis() + " ms"));
  }

  /** Ends all waiting. */
  void close() {
    detach();
    wanted.values().forEach(here -> here.ready.complete(null));
    wanted.clear();
  }

  private void subscribe(Topic topic, Wanted here) {
    StatefulRedisPubSubConnection<String, byte[]> current = connection;
    if (current != null) {
      asked.remove(topic);
      asked.put(topic, timers.nanoTime());
      var unused =
          send(() -> topic.subscribe(current.async()))
              .whenComplete(
                  (done, failure) -> mailbox.execute(() -> onDone(current, topic, here, failure)));
    }
  }

  private void onDone(
      StatefulRedisPubSubConnection<String, byte[]> by,
      Topic topic,
      Wanted here,
      @Nullable Throwable failure) {
    if (connection != by) {
      return; // The next one is told as well.
    }
    if (wanted.get(topic) == here) {
      asked.remove(topic);
    }
    if (failure == null) {
      here.ready.complete(null);
    } else if (wanted.get(topic) == here) {
      onUseless.accept(topic + " was answered: " + Line.reason(failure));
    }
  }

  /** Redis took a subscription back: the shard has moved. */
  private void onTakenBack(Topic topic) {
    Wanted here = wanted.get(topic);
    if (here != null) {
      subscribe(topic, here);
    }
  }

  private void deliver(Topic topic, String channel, byte[] message) {
    Wanted here = wanted.get(topic);
    if (here != null) {
      for (ChannelListener listener : here.listeners) {
        Uncaught.run(() -> listener.onMessage(channel, message));
      }
    }
  }

  /** Takes what a connection brings, as long as it is the one that counts. */
  private final class Incoming extends RedisPubSubAdapter<String, byte[]> {
    private final StatefulRedisPubSubConnection<String, byte[]> from;

    Incoming(StatefulRedisPubSubConnection<String, byte[]> from) {
      this.from = from;
    }

    @Override
    public void message(String channel, byte[] message) {
      if (connection == from) {
        deliver(Topic.channel(channel), channel, message);
      }
    }

    @Override
    public void message(String pattern, String channel, byte[] message) {
      if (connection == from) {
        deliver(Topic.pattern(pattern), channel, message);
      }
    }

    @Override
    public void smessage(String channel, byte[] message) {
      if (connection == from) {
        deliver(Topic.shard(channel), channel, message);
      }
    }

    @Override
    public void sunsubscribed(String channel, long count) {
      mailbox.execute(
          () -> {
            if (connection == from) {
              onTakenBack(Topic.shard(channel));
            }
          });
    }
  }
}
