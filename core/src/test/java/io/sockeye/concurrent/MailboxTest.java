package io.sockeye.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A serial executor that is drained by whoever finds it idle. */
@Timeout(30)
final class MailboxTest {
  private final QueuedExecutor overflow = new QueuedExecutor();
  private final SerialExecutor mailbox = SerialExecutor.mailbox(overflow);
  private final List<String> log = new ArrayList<>();

  @Test
  void taskRunsBeforeExecuteReturnsWhenIdle() {
    mailbox.execute(() -> log.add("task on " + Thread.currentThread().getName()));

    assertThat(log).containsExactly("task on " + Thread.currentThread().getName());
    assertThat(overflow.size()).isZero();
  }

  @Test
  void taskFromInsideRunsAfterTheCurrentOne() {
    mailbox.execute(
        () -> {
          mailbox.execute(
              () -> {
                log.add("second begins");
                mailbox.execute(() -> log.add("third"));
                log.add("second ends");
              });
          log.add("first ends");
        });

    assertThat(log).containsExactly("first ends", "second begins", "second ends", "third");
  }

  @Test
  void busyMailboxIsLeftAloneByWhoWantsAnIdleOne() {
    assertThat(
            mailbox.executeIfIdle(
                () -> assertThat(mailbox.executeIfIdle(() -> log.add("never"))).isFalse()))
        .isTrue();
    assertThat(mailbox.executeIfIdle(() -> log.add("idle again"))).isTrue();
    assertThat(SerialExecutor.lane(overflow).executeIfIdle(() -> log.add("never"))).isFalse();

    assertThat(log).containsExactly("idle again");
    assertThat(overflow.size()).isZero();
  }

  @Test
  void isCurrentInsideTaskAndOnlyThere() {
    List<Boolean> current = new ArrayList<>();

    current.add(mailbox.isCurrent());
    mailbox.execute(
        () -> {
          current.add(mailbox.isCurrent());
          mailbox.execute(() -> current.add(mailbox.isCurrent()));
        });
    current.add(mailbox.isCurrent());

    assertThat(current).containsExactly(false, true, true, false);
  }

  @Test
  void isNotCurrentOnAnotherThreadWhileOneDrains() throws InterruptedException {
    AtomicReference<Boolean> elsewhere = new AtomicReference<>();

    mailbox.execute(
        () -> {
          Thread other = new Thread(() -> elsewhere.set(mailbox.isCurrent()));
          other.start();
          join(other);
        });

    assertThat(elsewhere).hasValue(false);
  }

  @Test
  void taskOfAnotherThreadIsRunByTheOneThatDrains() {
    mailbox.execute(
        () -> {
          Thread other =
              new Thread(
                  () -> {
                    mailbox.execute(() -> log.add("other's on " + Thread.currentThread()));
                    log.add("other goes on");
                  });
          other.start();
          join(other);
          log.add("size " + mailbox.size());
        });

    assertThat(log)
        .containsExactly("other goes on", "size 1", "other's on " + Thread.currentThread());
    assertThat(mailbox.size()).isZero();
  }

  @Test
  void restMovesToOverflowAfterLimit() {
    int tasks = 2 * SerialExecutor.DRAIN_LIMIT + 10;
    mailbox.execute(
        () -> {
          for (int i = 1; i < tasks; i++) {
            String name = "task " + i;
            mailbox.execute(() -> log.add(name));
          }
          log.add("task 0");
        });

    assertThat(log).hasSize(SerialExecutor.DRAIN_LIMIT);
    assertThat(mailbox.size()).isEqualTo(tasks - SerialExecutor.DRAIN_LIMIT);
    assertThat(mailbox.isCurrent()).isFalse();
    assertThat(overflow.size()).isEqualTo(1);

    mailbox.execute(() -> log.add("late"));
    assertThat(log).as("a late task waits for its turn").hasSize(SerialExecutor.DRAIN_LIMIT);

    overflow.runOne();
    assertThat(log).hasSize(2 * SerialExecutor.DRAIN_LIMIT);
    assertThat(overflow.size()).isEqualTo(1);

    overflow.runOne();
    assertThat(log).hasSize(tasks + 1).startsWith("task 0", "task 1", "task 2").endsWith("late");
    assertThat(overflow.size()).isZero();
  }

  @Test
  void taskThatThrowsStopsNothingButItself() throws InterruptedException {
    List<Throwable> uncaught = new ArrayList<>();
    RuntimeException failure = new IllegalStateException("expected by this test");
    StackOverflowError error = new StackOverflowError("expected by this test");

    runOnThread(
        uncaught,
        () ->
            mailbox.execute(
                () -> {
                  mailbox.execute(
                      () -> {
                        throw error;
                      });
                  mailbox.execute(() -> log.add("next"));
                  throw failure;
                }));

    assertThat(uncaught).containsExactly(failure, error);
    assertThat(log).containsExactly("next");
    mailbox.execute(() -> log.add("later"));
    assertThat(log).endsWith("later");
  }

  @Test
  void handlerThatThrowsStopsNothingEither() throws InterruptedException {
    Thread thread =
        new Thread(
            () ->
                mailbox.execute(
                    () -> {
                      mailbox.execute(() -> log.add("next"));
                      throw new IllegalStateException("expected by this test");
                    }));
    thread.setUncaughtExceptionHandler(
        (where, what) -> {
          throw new IllegalStateException("expected by this test");
        });
    thread.start();
    thread.join();

    assertThat(log).containsExactly("next");
  }

  @Test
  void tasksOfTwoMailboxesMayCallEachOther() {
    SerialExecutor other = SerialExecutor.mailbox(overflow);

    mailbox.execute(
        () -> {
          other.execute(
              () -> {
                mailbox.execute(() -> log.add("back"));
                log.add("there, in both " + (mailbox.isCurrent() && other.isCurrent()));
              });
          log.add("here, in the other " + other.isCurrent());
        });

    assertThat(log).containsExactly("there, in both true", "here, in the other false", "back");
  }

  @Test
  void uncontendedExecuteAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int[] runs = {0};
    Runnable task = () -> runs[0]++;
    for (int i = 0; i < 1_000; i++) {
      mailbox.execute(task);
    }

    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < 100_000; i++) {
      mailbox.execute(task);
    }
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

    assertThat(runs[0]).isEqualTo(101_000);
    assertThat(allocated).isLessThan(100_000);
  }

  @Test
  void nullIsRefusedAtOnce() {
    assertThatThrownBy(() -> mailbox.execute(null)).isInstanceOf(NullPointerException.class);

    mailbox.execute(() -> log.add("goes on"));
    assertThat(log).containsExactly("goes on");
    assertThat(mailbox.size()).isZero();
  }

  @Test
  void writersDoNotWaitForAnotherThreadsTask() throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Thread drainer =
        new Thread(
            () ->
                mailbox.execute(
                    () -> {
                      began.countDown();
                      await(release);
                    }));
    drainer.start();
    await(began);

    mailbox.execute(() -> log.add("handed over"));

    assertThat(log).isEmpty();
    release.countDown();
    drainer.join();
    assertThat(log).containsExactly("handed over");
  }

  private static void runOnThread(List<Throwable> uncaught, Runnable body)
      throws InterruptedException {
    Thread thread = new Thread(body);
    thread.setUncaughtExceptionHandler((where, what) -> uncaught.add(what));
    thread.start();
    thread.join();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
