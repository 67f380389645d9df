package io.sockeye.server.engine;

import io.sockeye.SendResult;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Watches a session while more than its low mark waits for the client: whether that is too much,
 * for how long it has been much, and what it is, for the budget of the server. A session that keeps
 * up has none. Confined to the session's mailbox, but for what says otherwise.
 */
final class OutboundWatch {
  private final SessionCore session;
  private final OutboundLimits limits;
  private final Timers timers;
  private final OutboundBudget budget;

  /** What waits, oldest first; the oldest may have been taken by the client meanwhile. */
  private final Deque<PacketGroup> held = new ArrayDeque<>();

  private long heldBytes;

  /** What they cost the budget; written in the mailbox, read anywhere. */
  private volatile long cost;

  /** Whether the high mark was reached, and what waited was never found to be below it since. */
  private boolean aboveHigh;

  /** When the high mark was reached; means nothing unless {@link #aboveHigh}. */
  private long aboveSince;

  /** Looks whether it has been too long; null while the high mark was not reached. */
  private Timers.@Nullable Alarm alarm;

  private boolean ended;

  OutboundWatch(SessionCore session, EngineContext context) {
    this.session = session;
    this.limits = context.options().outbound();
    this.timers = context.timers();
    this.budget = context.budget();
    budget.enter(this);
  }

  /**
   * A message is to be sent.
   *
   * @param waiting bytes that wait already
   * @param droppable whether the policy may drop it, rather than the session
   * @return what to do: it may be sent, or is dropped, or the session was closed
   */
  SendResult admit(PacketGroup group, long waiting, boolean droppable) {
    assert session.isCurrent();
    if (waiting > limits.maxBytes()) {
      SendResult verdict = onTooMuch(waiting, droppable);
      if (verdict != SendResult.SENT) {
        return verdict;
      }
    }
    long then = waiting + group.size();
    keepTime(waiting, then);
    releaseTaken(waiting);
    add(group);
    return SendResult.SENT;
  }

  private SendResult onTooMuch(long waiting, boolean droppable) {
    String limit = "maxOutboundBytes";
    // Packets of the protocol are few and small; what they may take beyond the bound has one, too.
    boolean full = !droppable && waiting > (long) limits.maxBytes() + limits.lowWaterMark();
    if (decide(limit, waiting) == SlowConsumerPolicy.Decision.DISCONNECT || full) {
      session.closeSlow(limit, "more than %d bytes wait to be sent".formatted(limits.maxBytes()));
      return SendResult.CLOSED;
    }
    session.onLimitHit(limit, "a client that does not read was kept");
    return droppable ? SendResult.DROPPED : SendResult.SENT;
  }

  private SlowConsumerPolicy.Decision decide(String limit, long waiting) {
    try {
      return limits.slowConsumerPolicy().decider().decide(session.session(), limit, waiting);
    } catch (RuntimeException | StackOverflowError e) { // Code of the application.
      session.onDeciderFailed(e);
      return SlowConsumerPolicy.Decision.DISCONNECT;
    }
  }

  // ---- for how long

  /** What waits only becomes less between two calls, so these tell whether it was ever below. */
  private void keepTime(long before, long after) {
    int high = limits.highWaterMark();
    aboveHigh &= before >= high;
    if (!aboveHigh && after >= high) {
      aboveHigh = true;
      aboveSince = timers.nanoTime();
      if (alarm == null) {
        lookAfter(limits.slowConsumerTimeout());
      }
    }
  }

  private void lookAfter(Duration time) {
    alarm = timers.schedule(time, () -> session.execute(this::look));
  }

  private void look() {
    assert session.isCurrent();
    if (ended) {
      return;
    }
    alarm = null;
    long waiting = session.outbound().pendingBytes();
    aboveHigh &= waiting >= limits.highWaterMark();
    if (!aboveHigh) {
      return;
    }
    Duration left = limits.slowConsumerTimeout().minusNanos(timers.nanoTime() - aboveSince);
    if (!left.isNegative() && !left.isZero()) {
      lookAfter(left);
      return;
    }
    String limit = "slowConsumerTimeout";
    if (decide(limit, waiting) == SlowConsumerPolicy.Decision.DISCONNECT) {
      session.closeSlow(
          limit,
          "more than %d bytes have waited to be sent for %s"
              .formatted(limits.highWaterMark(), limits.slowConsumerTimeout()));
    } else {
      session.onLimitHit(limit, "a client that hardly reads was kept");
      aboveSince = timers.nanoTime();
      lookAfter(limits.slowConsumerTimeout());
    }
  }

  // ---- for the budget

  private void add(PacketGroup group) {
    held.addLast(group);
    heldBytes += group.size();
    noteCost();
    budget.hold(group);
  }

  /**
   * Lets go of what the client has taken: of what is held, only the latest bytes can still wait.
   *
   * @return whether there was any
   */
  private boolean releaseTaken(long waiting) {
    boolean released = false;
    for (PacketGroup oldest = held.peekFirst();
        oldest != null && heldBytes - oldest.size() >= waiting;
        oldest = held.peekFirst()) {
      held.removeFirst();
      heldBytes -= oldest.size();
      noteCost();
      budget.release(oldest);
      released = true;
    }
    return released;
  }

  private void noteCost() {
    cost = heldBytes + (long) OutboundBudget.OVERHEAD * held.size();
  }

  /** What waits for this session, as the budget counts it. Any thread. */
  long cost() {
    return cost;
  }

  /** The budget is exceeded, and this session seems to hold most. Any thread. */
  void onChosen() {
    session.execute(
        () -> {
          if (!ended && !releaseTaken(session.outbound().pendingBytes()) && budget.isExceeded()) {
            session.closeSlow(
                "maxTotalOutboundBytes",
                "of more than %d bytes that wait to be sent most are its own"
                    .formatted(budget.max()));
          }
          budget.onSettled();
        });
  }

  /** The client has taken what waited, or never will. */
  void end() {
    assert session.isCurrent();
    ended = true;
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    budget.leave(this);
    held.forEach(budget::release);
    held.clear();
    heldBytes = 0;
    noteCost();
  }
}
