package io.sockeye.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.sockeye.SocketIoException;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.redis.RedisConnector.Commands;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one server has of Redis: a connection for commands and one for subscriptions, which all its
 * namespaces share. Thread-safe; no method blocks.
 *
 * <p>While Redis is away a command fails at once: what is published late would be taken for news.
 * Only what is asked before Redis was tried for the first time waits for that. Subscriptions are
 * kept and come back by themselves. What is on its way is bounded by {@link InFlight}, and in time
 * by the PINGs of the {@link Line}: Redis answers in order, so when a PING is answered all that was
 * sent before it is, too. What is unanswered when a connection is lost fails then.
 */
final class RedisLink {
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final RedisConnector connector;
  private final Timers timers;

  /** Guards the lines, the subscriptions and all fields that are not final. */
  private final SerialExecutor mailbox;

  private final Line<Commands> commandLine;
  private final Line<StatefulRedisPubSubConnection<String, byte[]>> subscriptionLine;
  private final Subscriptions subscriptions;
  private final EarlyCommands early = new EarlyCommands();
  private final InFlight waiting;
  private final Set<LinkListener> listeners = new LinkedHashSet<>();

  /** Null while it is away; written in the mailbox. */
  private volatile @Nullable Exchange exchange;

  /** Null while there is none. */
  private @Nullable StatefulRedisPubSubConnection<String, byte[]> subscriber;

  private final boolean subscribes;

  /** Whether all that is wanted is subscribed to. */
  private boolean subscribed;

  /** Whether the listeners take Redis to be there. */
  private boolean up;

  /** Why Redis is away; null if it is there, or was never looked for. */
  private volatile @Nullable String away;

  private boolean closed;

  RedisLink(RedisConnector connector, Timers timers) {
    this(connector, timers, true);
  }

  /** One by which nothing is subscribed to has one connection less. */
  static RedisLink forCommands(RedisConnector connector, Timers timers) {
    return new RedisLink(connector, timers, false);
  }

  private RedisLink(RedisConnector connector, Timers timers, boolean subscribes) {
    this.subscribes = subscribes;
    this.subscribed = !subscribes;
    this.connector = connector;
    this.timers = timers;
    this.waiting = new InFlight(timers);
    this.mailbox = SerialExecutor.mailbox(connector.executor());
    this.subscriptions = new Subscriptions(mailbox, connector.executor(), timers, this::onUseless);
    this.commandLine =
        new Line<>(
            new Line.Kind<>(
                "commands",
                connector::connect,
                Commands::connection,
                connector::ping,
                Line.PATIENCE),
            new CommandOwner(),
            mailbox,
            timers);
    this.subscriptionLine =
        new Line<>(
            new Line.Kind<>(
                "subscriptions",
                connector::connectPubSub,
                opened -> opened,
                connector::pingPubSub,
                Line.PATIENCE),
            new SubscriptionOwner(),
            mailbox,
            timers);
  }

  /**
   * Connects, if nobody has asked for it before; tells the listener how it is, then what changes.
   */
  void add(LinkListener listener) {
    mailbox.execute(
        () -> {
          if (closed) {
            return;
          }
          listeners.add(listener);
          String why = away;
          if (exchange != null) {
            listener.onCommands();
          }
          if (up) {
            listener.onUp();
          } else if (why != null) {
            listener.onDown(why);
          }
          commandLine.start();
          if (subscribes) {
            subscriptionLine.start();
          }
        });
  }

  /** Tells the listener no more. */
  void remove(LinkListener listener) {
    mailbox.execute(() -> listeners.remove(listener));
  }

  /**
   * Brings what comes over a topic to a listener.
   *
   * @return completes when it comes
   */
  CompletionStage<Void> subscribe(Topic topic, ChannelListener listener) {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    mailbox.execute(
        () -> {
          if (closed) {
            ready.complete(null);
          } else {
            subscriptions.add(topic, listener).thenRun(() -> ready.complete(null));
          }
        });
    return ready;
  }

  /**
   * Brings it no more.
   *
   * @return completes when Redis knows
   */
  CompletionStage<Void> unsubscribe(Topic topic, ChannelListener listener) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    mailbox.execute(
        () ->
            subscriptions
                .remove(topic, listener)
                .whenComplete((nothing, failure) -> done.complete(null)));
    return done;
  }

  /** Publishes; fails if Redis is away or is lost before it answers. */
  CompletionStage<Void> publish(boolean sharded, String channel, byte[] message) {
    return send(
            message.length,
            redis ->
                sharded
                    ? redis.async().spublish(channel, message)
                    : redis.async().publish(channel, message))
        .thenApply(receivers -> null);
  }

  /**
   * How many other connections have subscribed to a topic of ours. It is counted when we have: who
   * is not counted itself would take away one of the others.
   *
   * @return fails if Redis is away, or has not taken our subscription in time
   */
  CompletionStage<Integer> others(Topic topic) {
    CompletableFuture<Void> counted = new CompletableFuture<>();
    mailbox.execute(() -> awaitOwn(topic, counted));
    return counted
        .thenCompose(ready -> subscribers(topic.kind() == Topic.Kind.SHARD, topic.name()))
        .thenApply(all -> (int) Math.max(0, Math.min(Integer.MAX_VALUE, all - 1)));
  }

  private void awaitOwn(Topic topic, CompletableFuture<Void> counted) {
    CompletableFuture<Void> ready = subscriptions.ready(topic);
    if (!ready.isDone() && away == null) {
      Timers.Alarm alarm =
          timers.schedule(Line.PATIENCE, () -> counted.completeExceptionally(notYet(topic)));
      var unused =
          ready.thenRun(
              () -> {
                alarm.cancel();
                counted.complete(null);
              });
    } else if (ready.isDone()) {
      counted.complete(null);
    } else {
      counted.completeExceptionally(notYet(topic));
    }
  }

  private SocketIoException notYet(Topic topic) {
    return new SocketIoException(
        "expected to be counted, got no answer to %s yet".formatted(topic));
  }

  /** How many connections have subscribed to a channel. */
  CompletionStage<Long> subscribers(boolean sharded, String channel) {
    return send(0, redis -> connector.subscribers(redis, sharded, channel));
  }

  /**
   * Sends a command.
   *
   * @param size how many bytes it has, about
   * @return fails if Redis is away, or is lost before it answers
   */
  <T> CompletionStage<T> command(
      int size, Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    return send(size, redis -> command.apply(redis.async()));
  }

  /** By what commands are sent now; null while Redis is away. */
  @Nullable Exchange exchange() {
    return exchange;
  }

  private <T> CompletionStage<T> send(int size, Function<Commands, CompletionStage<T>> command) {
    Exchange open = exchange;
    if (open != null) {
      return open.send(size, command);
    }
    String why = away;
    return why == null ? waiting.track(size, () -> sendEarly(size, command)) : away(why);
  }

  private <T> CompletionStage<T> sendEarly(
      int size, Function<Commands, CompletionStage<T>> command) {
    CompletionStage<T> answer =
        early.add(first -> first == null ? away(away()) : first.send(size, command));
    if (answer != null) {
      return answer;
    }
    Exchange open = exchange;
    return open == null ? away(away()) : open.send(size, command);
  }

  static <T> CompletionStage<T> away(String why) {
    return failed("Redis is away (" + why + ")");
  }

  static <T> CompletionStage<T> failed(String detail) {
    return CompletableFuture.failedFuture(new SocketIoException(detail));
  }

  /** Why Redis is away; empty if it is not. */
  String away() {
    String why = away;
    return why == null ? "" : why;
  }

  /** Runs what others leave over. */
  Executor executor() {
    return connector.executor();
  }

  RedisConnector connector() {
    return connector;
  }

  Timers timers() {
    return timers;
  }

  /** The master may have become another's replica; connects anew to find out. */
  void doubt(String detail) {
    mailbox.execute(
        () -> {
          Exchange doubted = exchange;
          if (doubted != null) {
            commandLine.giveUp(doubted.commands(), detail);
          }
        });
  }

  /** Closes the connections, when what was sent before was answered or it takes too long. */
  CompletionStage<Void> close() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Exchange last = exchange;
    CompletableFuture<Void> answered = new CompletableFuture<>();
    if (last == null) {
      answered.complete(null);
    } else {
      timers.schedule(FAREWELL, () -> answered.complete(null));
      bye(() -> last.commands().async().ping())
          .whenComplete((pong, failure) -> answered.complete(null));
    }
    var unused = answered.thenRun(() -> mailbox.execute(() -> end(done)));
    return done;
  }

  private static CompletionStage<String> bye(Supplier<CompletionStage<String>> ping) {
    try {
      return ping.get();
    } catch (RuntimeException closedAlready) {
      return CompletableFuture.failedFuture(closedAlready);
    }
  }

  private void end(CompletableFuture<Void> done) {
    closed = true;
    away = "the adapter was closed";
    endExchange(away());
    early.end(null, () -> {});
    listeners.clear();
    subscriptions.close();
    // One after the other, for Lettuce's client would close the connections once more.
    commandLine
        .close()
        .thenCombine(subscriptionLine.close(), (one, other) -> connector)
        .thenCompose(RedisConnector::close)
        .whenComplete(
            (nothing, failure) -> {
              if (failure == null) {
                done.complete(null);
              } else {
                done.completeExceptionally(failure);
              }
            });
  }

  private void onUseless(String detail) {
    StatefulRedisPubSubConnection<String, byte[]> useless = subscriber;
    if (useless != null) {
      subscriptionLine.giveUp(useless, detail);
    }
  }

  private void tellUp() {
    if (!up && exchange != null && subscribed) {
      up = true;
      away = null;
      listeners.forEach(LinkListener::onUp);
    }
  }

  /** The listeners are told once. */
  private void tellDown(String detail) {
    boolean news = up || away == null;
    up = false;
    if (news) {
      away = detail;
      early.end(null, () -> {});
      listeners.forEach(listener -> listener.onDown(detail));
    }
  }

  private void endExchange(String detail) {
    Exchange lost = exchange;
    exchange = null;
    if (lost != null) {
      lost.end(detail);
    }
  }

  private final class CommandOwner implements Line.Owner<Commands> {
    @Override
    public void onOpen(Commands opened) {
      commandLine.proven();
      Exchange open = Exchange.by(opened, timers);
      early.end(open, () -> exchange = open);
      listeners.forEach(LinkListener::onCommands);
      tellUp();
    }

    @Override
    public void onLost(String detail) {
      endExchange(detail);
      tellDown(detail);
    }
  }

  private final class SubscriptionOwner
      implements Line.Owner<StatefulRedisPubSubConnection<String, byte[]>> {
    @Override
    public void onOpen(StatefulRedisPubSubConnection<String, byte[]> opened) {
      subscriber = opened;
      subscriptions
          .attach(opened)
          .thenRun(
              () ->
                  mailbox.execute(
                      () -> {
                        if (subscriber == opened) {
                          subscriptionLine.proven();
                          subscribed = true;
                          tellUp();
                        }
                      }));
    }

    @Override
    public void onLost(String detail) {
      subscriber = null;
      subscribed = false;
      subscriptions.detach();
      tellDown(detail);
    }
  }
}
