package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads at one serial executor: in order, one at a time, nothing lost, all seen. */
@Timeout(60)
final class SerialExecutorStressTest {
  private static final int PRODUCERS = 8;
  private static final int MANY = 20_000;

  /** For executors that make each other turn wait. */
  private static final int FEW = 3_000;

  private final ExecutorService pool = Executors.newFixedThreadPool(3);

  @AfterEach
  void endPool() {
    pool.shutdownNow();
  }

  @Test
  void mailbox() throws Exception {
    new Run(SerialExecutor.mailbox(pool), MANY).check();
  }

  @Test
  void lane() throws Exception {
    new Run(SerialExecutor.lane(pool), MANY).check();
  }

  @Test
  void laneOverReluctantExecutor() throws Exception {
    Executor reluctant =
        turn -> {
          if (ThreadLocalRandom.current().nextInt(4) == 0) {
            throw new RejectedExecutionException("expected by this test");
          }
          pool.execute(turn);
        };

    new Run(SerialExecutor.lane(reluctant), FEW).check();
  }

  @Test
  void mailboxOverReluctantExecutor() throws Exception {
    Executor reluctant =
        turn -> {
          if (ThreadLocalRandom.current().nextBoolean()) {
            throw new RejectedExecutionException("expected by this test");
          }
          pool.execute(turn);
        };

    new Run(SerialExecutor.mailbox(reluctant), FEW).check();
  }

  @Test
  void laneThatGoesIdleAllTheTime() throws Exception {
    SerialExecutor lane = SerialExecutor.lane(pool);
    AtomicInteger runs = new AtomicInteger();

    for (int i = 1; i <= 20_000; i++) {
      lane.execute(runs::incrementAndGet);
      if (i % 7 == 0) {
        int all = i;
        CountDownLatch seen = new CountDownLatch(1);
        lane.execute(
            () -> {
              assertThat(runs.get()).isEqualTo(all);
              seen.countDown();
            });
        assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  /** One executor and its producers, of which every third also executes from inside. */
  private static final class Run {
    private final SerialExecutor executor;
    private final int tasks;
    private final CountDownLatch done;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();

    /** Written by tasks alone, without any other protection. */
    private final int[] nextOf = new int[PRODUCERS];

    private int total;

    Run(SerialExecutor executor, int tasks) {
      this.executor = executor;
      this.tasks = tasks;
      this.done = new CountDownLatch(PRODUCERS * tasks);
    }

    void check() throws Exception {
      CyclicBarrier start = new CyclicBarrier(PRODUCERS);
      Thread[] producers = new Thread[PRODUCERS];
      for (int p = 0; p < PRODUCERS; p++) {
        int producer = p;
        producers[p] = new Thread(() -> produce(producer, start));
        producers[p].start();
      }
      for (Thread producer : producers) {
        producer.join();
      }

      assertThat(done.await(30, TimeUnit.SECONDS)).as("nothing is lost").isTrue();
      assertThat(broken).as("order, exclusion or isCurrent was broken").isFalse();
      int[] seen = new int[1];
      CountDownLatch read = new CountDownLatch(1);
      executor.execute(
          () -> {
            seen[0] = total;
            read.countDown();
          });
      assertThat(read.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(seen[0]).isEqualTo(PRODUCERS * tasks);
      assertThat(executor.size()).isZero();
    }

    private void produce(int producer, CyclicBarrier start) {
      try {
        start.await();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      if (producer % 3 == 2) {
        executor.execute(() -> produceFromInside(producer, 0));
        return;
      }
      for (int i = 0; i < tasks; i++) {
        int number = i;
        executor.execute(() -> task(producer, number));
      }
    }

    private void produceFromInside(int producer, int number) {
      task(producer, number);
      if (number + 1 < tasks) {
        executor.execute(() -> produceFromInside(producer, number + 1));
      }
    }

    private void task(int producer, int number) {
      if (inside.incrementAndGet() != 1 || !executor.isCurrent() || nextOf[producer] != number) {
        broken.set(true);
      }
      nextOf[producer] = number + 1;
      total++;
      inside.decrementAndGet();
      done.countDown();
    }
  }
}
