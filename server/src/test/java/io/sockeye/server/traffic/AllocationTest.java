package io.sockeye.server.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sockeye.concurrent.ManualTimers;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What is asked for each event makes no garbage, whether the answer is yes or no. */
final class AllocationTest {
  private static final int EVENTS = 100_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long bytesPerEvent(LongSupplier take) {
    var unused = take.getAsLong();
    long thread = Thread.currentThread().getId();
    threads.getThreadAllocatedBytes(thread);
    long before = threads.getThreadAllocatedBytes(thread);
    long sum = 0;
    for (int i = 0; i < EVENTS; i++) {
      sum += take.getAsLong();
    }
    long after = threads.getThreadAllocatedBytes(thread);
    assertThat(sum).isPositive(); // Some were refused.
    return (after - before) / EVENTS;
  }

  @Test
  void bucketMakesNoGarbage() {
    TokenBucket bucket = new TokenBucket(RateLimit.perSecond(1_000).burst(EVENTS / 2), 0);

    assertThat(bytesPerEvent(() -> bucket.take(0))).isZero();
  }

  @Test
  void bucketsOfAddressesMakeNoGarbage() {
    AddressBuckets buckets =
        new AddressBuckets(RateLimit.perSecond(1_000).burst(EVENTS / 2), new ManualTimers());
    Long address = 123_456L;

    assertThat(bytesPerEvent(() -> buckets.take(address))).isZero();
  }
}
