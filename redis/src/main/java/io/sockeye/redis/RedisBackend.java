package io.sockeye.redis;

import io.sockeye.concurrent.Timers;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What an adapter or an emitter has of its own for Redis: a link, and a clock for it. */
final class RedisBackend implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final Timers timers;
  private final RedisLink link;

  private RedisBackend(Timers timers, RedisLink link) {
    this.timers = timers;
    this.link = link;
  }

  /** What an adapter has. */
  static RedisBackend ofAdapter(RedisSource source) {
    Timers timers = Timers.create("sockeye-redis");
    return new RedisBackend(timers, new RedisLink(source.open(), timers));
  }

  /** What an emitter has, which listens to nobody. */
  static RedisBackend ofEmitter(RedisSource source) {
    Timers timers = Timers.create("sockeye-redis");
    return new RedisBackend(timers, RedisLink.forCommands(source.open(), timers));
  }

  RedisLink link() {
    return link;
  }

  /** Ends it without blocking. */
  CompletionStage<Void> closeLater() {
    return link.close().whenComplete((nothing, failure) -> timers.close());
  }

  /** Ends it, and waits for that a while. */
  @Override
  public void close() {
    closeLater()
        .toCompletableFuture()
        .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
        .exceptionally(failure -> null) // There is nothing left to be done about it.
        .join();
  }
}
