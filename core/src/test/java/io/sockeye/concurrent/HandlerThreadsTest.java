package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The threads of listeners: virtual ones and the pool keep the same promises. */
final class HandlerThreadsTest {
  private static final String PREFIX = "sockeye-handler-";

  private HandlerThreads threads;

  private void create(String kind) {
    threads =
        kind.equals("pool") ? HandlerThreads.pooled(PREFIX, 3) : HandlerThreads.create(PREFIX);
  }

  @AfterEach
  void close() {
    threads.closeAndInterrupt();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool", "default"})
  void blockedTasksDoNotHoldUpOthers(String kind) throws InterruptedException {
    create(kind);
    CountDownLatch release = new CountDownLatch(1);
    threads.execute(() -> awaitQuietly(release));
    threads.execute(() -> awaitQuietly(release));
    CountDownLatch done = new CountDownLatch(1);

    threads.execute(done::countDown);

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    release.countDown();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool", "default"})
  void tasksBeyondThePoolWaitAndRun(String kind) throws InterruptedException {
    create(kind);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      threads.execute(
          () -> {
            awaitQuietly(release);
            done.countDown();
          });
    }

    release.countDown();

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool", "default"})
  void tasksThatWaitRunAlthoughThoseBeforeAreInterrupted(String kind) throws InterruptedException {
    create(kind);
    CountDownLatch done = new CountDownLatch(5);
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 3; i++) {
      threads.execute(() -> awaitQuietly(never));
    }
    for (int i = 0; i < 5; i++) {
      threads.execute(done::countDown);
    }

    threads.closeAndInterrupt();

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool", "default"})
  void threadsAreNamedAndDoNotKeepTheJvmAlive(String kind) throws InterruptedException {
    create(kind);
    AtomicReference<Thread> thread = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);

    threads.execute(
        () -> {
          thread.set(Thread.currentThread());
          done.countDown();
        });

    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(thread.get().isDaemon()).isTrue();
    assertThat(thread.get().getName()).startsWith("sockeye-handler-");
  }

  @Test
  void noThreadIsLeftOfPoolsThatWereClosed() throws InterruptedException {
    create("pool");
    for (int i = 0; i < 500; i++) {
      HandlerThreads pool = HandlerThreads.pooled("short-lived-", 2);
      CountDownLatch done = new CountDownLatch(8);
      for (int task = 0; task < 8; task++) {
        pool.execute(done::countDown);
      }
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      pool.close();
    }

    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("short-lived-")) {
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
