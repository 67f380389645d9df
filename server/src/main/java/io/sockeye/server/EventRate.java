package io.sockeye.server;

import io.sockeye.server.traffic.AddressBuckets;
import io.sockeye.server.traffic.AddressKey;
import io.sockeye.server.traffic.RateLimit;
import io.sockeye.server.traffic.TokenBucket;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the events of one client against {@code eventRateLimiter}. Confined to the session's
 * mailbox; allocates nothing for an event.
 */
interface EventRate {
  /** 0 if an event may go on, and counts; or else how many nanoseconds until it may. */
  long take(RealSocket socket, String event);

  /** The client has left this socket. */
  default void forget(RealSocket socket) {}

  /** A bucket for each socket. */
  final class PerSocket implements EventRate {
    private final RateLimit limit;
    private final Map<RealSocket, TokenBucket> buckets = new HashMap<>(2);

    PerSocket(RateLimit limit) {
      this.limit = limit;
    }

    @Override
    public long take(RealSocket socket, String event) {
      long now = socket.server().timers().nanoTime();
      TokenBucket bucket = buckets.get(socket);
      if (bucket == null) {
        bucket = new TokenBucket(limit, now);
        buckets.put(socket, bucket);
      }
      return bucket.take(now);
    }

    @Override
    public void forget(RealSocket socket) {
      buckets.remove(socket);
    }
  }

  /** One bucket for a connection. */
  final class PerConnection implements EventRate {
    private final TokenBucket bucket;

    PerConnection(RateLimit limit, long now) {
      this.bucket = new TokenBucket(limit, now);
    }

    @Override
    public long take(RealSocket socket, String event) {
      return bucket.take(socket.server().timers().nanoTime());
    }
  }

  /** The bucket of an address, which other connections take from, too. */
  final class PerAddress implements EventRate {
    private final AddressBuckets buckets;

    /** Kept, or each event would make one. */
    private final Long address;

    PerAddress(AddressBuckets buckets, Client client) {
      this.buckets = buckets;
      this.address = AddressKey.of(client.session().request().remoteAddress());
    }

    @Override
    public long take(RealSocket socket, String event) {
      return buckets.take(address);
    }
  }

  /** What the application says. */
  final class ByRule implements EventRate {
    /** For an event whose rule failed. */
    private static final long SECOND = 1_000_000_000;

    private final EventRateLimiter.Rule rule;

    ByRule(EventRateLimiter.Rule rule) {
      this.rule = rule;
    }

    @Override
    public long take(RealSocket socket, String event) {
      try {
        return Math.max(0, rule.delayOf(socket, event).toNanos());
      } catch (RuntimeException e) { // Of the application; also for more than a long can hold.
        socket.observer().hookFailed(socket.session().request(), e);
        return SECOND;
      }
    }
  }
}
