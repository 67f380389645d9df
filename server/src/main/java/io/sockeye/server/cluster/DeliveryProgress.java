package io.sockeye.server.cluster;

import io.sockeye.concurrent.SerialExecutor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far this server has delivered what the bus keeps, and from where on it is known what its
 * clients have: not as long as something was delivered of which nobody knows where the bus keeps
 * it, if at all. Confined to the mailbox of {@link OrderedDelivery}, but for {@link #position}.
 */
final class DeliveryProgress {
  /** Somebody who wants everything up to an offset to be delivered. Compared by identity. */
  private static final class Waiter {
    final @Nullable String upTo;
    final Runnable task;

    Waiter(@Nullable String upTo, Runnable task) {
      this.upTo = upTo;
      this.task = task;
    }
  }

  private final RecoveryBus bus;
  private final SerialExecutor mailbox;
  private final Consumer<Runnable> runner;

  /** Everything up to here was delivered; empty before anything was read. */
  private volatile String position = "";

  /** Delivered without an offset, and it is not known what became of them. */
  private int unsettled;

  private boolean uncertain;
  private @Nullable String floor;

  /** In the order in which they came. */
  private final Set<Waiter> waiters = new LinkedHashSet<>();

  /**
   * Nothing was delivered yet.
   *
   * @param runner runs what was waited for, so that what it throws harms nobody
   */
  DeliveryProgress(RecoveryBus bus, SerialExecutor mailbox, Consumer<Runnable> runner) {
    this.bus = bus;
    this.mailbox = mailbox;
    this.runner = runner;
  }

  /** Everything up to here was delivered; empty before anything was read. Any thread. */
  String position() {
    return position;
  }

  /** From which offset on it is known what a client has; null if it was never in doubt. */
  @Nullable String floor() {
    assert mailbox.isCurrent();
    return floor;
  }

  /** Whether it is in doubt. */
  boolean isUncertain() {
    assert mailbox.isCurrent();
    return uncertain;
  }

  /**
   * Does something when all that is kept up to an offset was delivered, and it is known what became
   * of all that was delivered without one: so that whoever comes then gets from here what is beyond
   * that offset, and nothing else.
   *
   * @param upTo null if nothing is to be awaited
   */
  void whenDelivered(@Nullable String upTo, Runnable task) {
    assert mailbox.isCurrent();
    Waiter waiter = new Waiter(upTo, task);
    if (isDue(waiter)) {
      task.run();
    } else {
      waiters.add(waiter);
    }
  }

  private boolean isDue(Waiter waiter) {
    String upTo = waiter.upTo;
    return unsettled == 0
        && (upTo == null || (!position.isEmpty() && bus.compare(position, upTo) >= 0));
  }

  /** Everything up to here was brought, before anything came. */
  void start(String offset) {
    assert mailbox.isCurrent();
    if (position.isEmpty()) {
      position = offset;
    }
  }

  /** What is kept here was delivered, after all that is kept before. */
  void reach(String offset) {
    assert mailbox.isCurrent();
    position = offset;
    if (uncertain && unsettled == 0) {
      uncertain = false;
      floor = offset;
    }
  }

  /** Whoever is here may have something that has no offset, or miss something. */
  void doubt() {
    assert mailbox.isCurrent();
    uncertain = true;
  }

  /** Something is delivered of which it is still to be told what became of it. */
  void deliverUnsettled() {
    assert mailbox.isCurrent();
    uncertain = true;
    unsettled++;
  }

  /** It was told of one of them. */
  void settle() {
    assert mailbox.isCurrent();
    unsettled--;
  }

  /** Runs what was waited for long enough. */
  void tellWaiters() {
    assert mailbox.isCurrent();
    if (!waiters.isEmpty()) {
      List<Waiter> due = waiters.stream().filter(this::isDue).toList();
      due.forEach(waiters::remove);
      due.forEach(waiter -> runner.accept(waiter.task));
    }
  }
}
