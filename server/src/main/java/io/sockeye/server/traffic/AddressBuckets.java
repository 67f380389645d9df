package io.sockeye.server.traffic;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bucket for each address, as {@link AddressKey} tells them apart. Thread-safe.
 *
 * <p>A bucket that is full again says no more than none, so it is dropped: by whoever asks first
 * after a second. What is kept are the addresses of late, {@value #MAX_ADDRESSES} at most; those
 * beyond share one bucket, so that who has many addresses gains nothing by it. (A token that is
 * taken from a bucket just when that is dropped is not counted.)
 */
public final class AddressBuckets {
  static final int MAX_ADDRESSES = 65_536;
  private static final long SWEEP_NANOS = Duration.ofSeconds(1).toNanos();

  private final RateLimit limit;
  private final Timers timers;
  private final ConcurrentHashMap<Long, TokenBucket> buckets = new ConcurrentHashMap<>();

  /** How many there are; the map would have to count. */
  private final AtomicInteger size = new AtomicInteger();

  private final TokenBucket others;
  private final AtomicLong nextSweep;

  /** No address was seen yet. */
  public AddressBuckets(RateLimit limit, Timers timers) {
    this.limit = limit;
    this.timers = timers;
    long now = timers.nanoTime();
    this.others = new TokenBucket(limit, now);
    this.nextSweep = new AtomicLong(now + SWEEP_NANOS);
  }

  /**
   * Takes a token of an address if there is one.
   *
   * @param address of {@link AddressKey}
   * @return 0 if there was one, or else how many nanoseconds it takes until there is
   */
  public long take(Long address) {
    long now = timers.nanoTime();
    long due = nextSweep.get();
    if (now - due >= 0 && nextSweep.compareAndSet(due, now + SWEEP_NANOS)) {
      sweep(now);
    }
    TokenBucket bucket = buckets.get(address);
    return (bucket == null ? create(address, now) : bucket).take(now);
  }

  private TokenBucket create(Long address, long now) {
    if (size.incrementAndGet() > MAX_ADDRESSES) {
      size.decrementAndGet();
      return others;
    }
    TokenBucket created = new TokenBucket(limit, now);
    TokenBucket present = buckets.putIfAbsent(address, created);
    if (present == null) {
      return created;
    }
    size.decrementAndGet();
    return present;
  }

  private void sweep(long now) {
    buckets.forEach(
        (address, bucket) -> {
          if (bucket.isFull(now) && buckets.remove(address, bucket)) {
            size.decrementAndGet();
          }
        });
  }

  /** How many addresses are kept. */
  int size() {
    return size.get();
  }
}
