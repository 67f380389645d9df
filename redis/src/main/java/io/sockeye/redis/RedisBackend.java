package io.sockeye.redis;

import io.sockeye.concurrent.Timers;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What an adapter or an emitter has of its own for Redis: a link, and a clock for it. */
final class RedisBackend implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final Timers timers = Timers.create("sockeye-redis");
  private final RedisLink link;

  RedisBackend(RedisSource source) {
    this.link = new RedisLink(source.open(), timers);
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
