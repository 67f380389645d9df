package io.sockeye.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.sockeye.concurrent.Timers;
import io.sockeye.redis.RedisConnector.Commands;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Commands and their answers over one connection, from when it is there until it is lost. After
 * that nothing is sent, even if there is another connection by then: so whoever sends in an order
 * can keep it. Thread-safe.
 */
final class Exchange {
  /** There are nodes of a Redis Cluster that no PING reaches, so each command has a time, too. */
  private static final Duration PATIENCE = Line.PATIENCE.plus(Line.BETWEEN_PINGS);

  private final Commands commands;
  private final Timers timers;
  private final InFlight inFlight;
  private volatile boolean ended;

  private Exchange(Commands commands, Timers timers) {
    this.commands = commands;
    this.timers = timers;
    this.inFlight = new InFlight(timers);
  }

  /** By a connection that is there. */
  static Exchange by(Commands commands, Timers timers) {
    Exchange begun = new Exchange(commands, timers);
    begun.lookLater();
    return begun;
  }

  private void lookLater() {
    timers.schedule(
        Line.BETWEEN_PINGS,
        () -> {
          if (!ended) {
            inFlight.giveUp(PATIENCE);
            lookLater();
          }
        });
  }

  /**
   * Sends a command.
   *
   * @param size how many bytes it has, about
   * @return fails with a {@link io.sockeye.SocketIoException} if it was not sent; with something
   *     else if Redis refused it, or may have had it, but was lost or silent before it answered
   */
  <T> CompletionStage<T> command(
      int size, Function<RedisClusterAsyncCommands<String, byte[]>, CompletionStage<T>> command) {
    return send(size, redis -> command.apply(redis.async()));
  }

  /** The same, where more is needed than the commands. */
  <T> CompletionStage<T> send(int size, Function<Commands, CompletionStage<T>> command) {
    return inFlight.track(size, () -> command.apply(commands));
  }

  /** What it goes by. */
  Commands commands() {
    return commands;
  }

  /** The connection is lost. */
  void end(String detail) {
    ended = true;
    inFlight.end(detail);
  }
}
