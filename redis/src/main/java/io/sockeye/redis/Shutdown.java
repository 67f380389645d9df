package io.sockeye.redis;

import io.lettuce.core.AbstractRedisClient;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Ends a client of ours with its threads. */
final class Shutdown {
  /** Nothing more is asked of the client, so nothing is waited for. */
  private static final long QUIET_MILLIS = 0;

  private static final long MOST_MILLIS = 2_000;

  private Shutdown() {}

  /** Ends it without blocking. */
  static CompletionStage<Void> of(AbstractRedisClient client) {
    return client.shutdownAsync(QUIET_MILLIS, MOST_MILLIS, TimeUnit.MILLISECONDS);
  }
}
