package io.sockeye.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of the network where something blocks them. */
@Timeout(30)
final class IoThreadsTest {
  @Test
  void tasksThatBlockDoNotHoldUpTheOthers() throws Exception {
    IoThreads threads = IoThreads.create();
    CountDownLatch resolved = new CountDownLatch(1);
    CountDownLatch served = new CountDownLatch(1);
    try {
      for (int i = 0; i < 20; i++) {
        threads.execute(() -> awaitQuietly(resolved));
      }
      threads.execute(served::countDown);

      assertThat(served.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(threads.getPoolSize()).isLessThanOrEqualTo(64);
    } finally {
      resolved.countDown();
      threads.shutdown();
    }
    await().until(threads::isTerminated);
  }

  @Test
  void taskThatComesTooLateIsRunByWhoeverBringsIt() {
    IoThreads threads = IoThreads.create();
    threads.shutdown();
    Thread[] ranOn = new Thread[1];
    threads.execute(() -> ranOn[0] = Thread.currentThread());

    assertThat(ranOn[0]).isSameAs(Thread.currentThread());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
