package io.sockeye.redis;

import io.sockeye.server.cluster.ClusterMessage;
import io.sockeye.server.cluster.ClusterPublisher;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes for an emitter, and lets what is on its way arrive before it closes. */
final class RedisPublisher implements ClusterPublisher {
  private static final long PATIENCE_SECONDS = FirstContact.PATIENCE.toSeconds();

  /** One of the wire formats. */
  interface Way {
    CompletionStage<?> publish(String namespace, ClusterMessage message);

    /** What waits is given up. */
    default void close() {}
  }

  private final RedisBackend redis;
  private final Way way;
  private final AtomicInteger onTheirWay = new AtomicInteger();
  private volatile boolean closing;

  /** Completes when it is closing and nothing is on its way. */
  private final CompletableFuture<Void> idle = new CompletableFuture<>();

  RedisPublisher(RedisBackend redis, Way way) {
    this.redis = redis;
    this.way = way;
  }

  @Override
  public CompletionStage<Void> publish(String namespace, ClusterMessage message) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    CompletionStage<?> published = way.publish(namespace, message);
    onTheirWay.incrementAndGet();
    published.whenComplete(
        (result, failure) -> {
          if (failure == null) {
            sent.complete(null);
          } else {
            sent.completeExceptionally(failure);
          }
          onTheirWay.decrementAndGet();
          endIfIdle();
        });
    return sent;
  }

  private void endIfIdle() {
    if (closing && onTheirWay.get() == 0) {
      idle.complete(null);
    }
  }

  @Override
  public void close() {
    closing = true;
    endIfIdle();
    idle.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    way.close();
    redis.close();
  }
}
