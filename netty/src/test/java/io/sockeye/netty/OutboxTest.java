package io.sockeye.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.DefaultEventExecutor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is put into the outbox of an event loop is done, in order, whatever state the loop is in.
 */
@Timeout(30)
final class OutboxTest {
  private static final int MOST_PENDING = 16;

  private final AtomicInteger refused = new AtomicInteger();

  private final DefaultEventExecutor loop =
      new DefaultEventExecutor(
          null,
          Executors.defaultThreadFactory(),
          MOST_PENDING,
          (task, executor) -> {
            refused.incrementAndGet();
            throw new RejectedExecutionException();
          });

  private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void end() {
    var unused = loop.shutdownGracefully();
  }

  @Test
  void writesAreDoneInTheirOrderOnTheLoop() throws Exception {
    Outbox outbox = loop.submit(() -> Outbox.of(loop)).get();

    for (int i = 0; i < 5_000; i++) {
      int number = i;
      outbox.add(() -> done.add(loop.inEventLoop() ? number : -1));
    }

    await().until(() -> done.size() == 5_000);
    assertThat(done).isSorted().doesNotContain(-1);
  }

  @Test
  void loopThatHadNoRoomForATaskDoesWhatWaits() throws Exception {
    Outbox outbox = loop.submit(() -> Outbox.of(loop)).get();
    CountDownLatch go = new CountDownLatch(1);
    fill(go);

    outbox.add(() -> done.add(1));
    outbox.add(() -> done.add(2));
    go.countDown();

    await().until(() -> done.size() == 2);
    assertThat(done).containsExactly(1, 2);
  }

  @Test
  void loopThatHasNoRoomIsNotAskedByEachWhoWrites() throws Exception {
    Outbox outbox = loop.submit(() -> Outbox.of(loop)).get();
    CountDownLatch go = new CountDownLatch(1);
    fill(go);
    refused.set(0);

    for (int i = 0; i < 10_000; i++) {
      outbox.add(() -> done.add(0));
    }
    int asked = refused.get();
    go.countDown();

    await().until(() -> done.size() == 10_000);
    assertThat(asked).as("one for the first, and one each 10 ms").isLessThan(5_000);
  }

  /** The loop waits, and takes no more tasks. */
  private void fill(CountDownLatch go) {
    boolean full = false;
    while (!full) {
      try {
        loop.execute(
            () -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      } catch (RejectedExecutionException e) {
        full = true;
      }
    }
  }
}
