package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;

/**
 * The heartbeat of revision 3: the client pings after each interval, is answered, and must not be
 * silent for the interval and the timeout together. Nothing but a ping moves the deadline (section
 * 2.1 of the behaviour spec).
 */
final class ClientHeartbeat extends Heartbeat {
  /** A client sends one in each interval. */
  private static final int MOST_PINGS = 10;

  /** Whether the deadline was moved already for an alarm that was held up. */
  private boolean extended;

  /** When the interval began whose pings are counted. */
  private long countingSince;

  private int pings;

  ClientHeartbeat(Timers timers, EngineOptions options, Owner owner) {
    super(timers, options, owner);
  }

  @Override
  void start() {
    countingSince = now();
    awaitPing();
  }

  @Override
  Reaction onPing() {
    long now = now();
    if (now - countingSince >= intervalNanos) {
      countingSince = now;
      pings = 0;
    }
    if (++pings > MOST_PINGS) {
      return Reaction.FLOOD;
    }
    awaitPing();
    owner.sendPong();
    return Reaction.TAKEN;
  }

  @Override
  Reaction onPong() {
    return Reaction.WRONG_DIRECTION;
  }

  @Override
  void onOtherPacket() {}

  @Override
  void onUpgrade() {}

  @Override
  boolean isOverdue() {
    return isPastDeadline();
  }

  private void awaitPing() {
    extended = false;
    setDeadline(now() + intervalNanos + timeoutNanos);
  }

  @Override
  void onDeadline(long late) {
    if (owner.isReadingPaused() || (isHeldUp(late) && !extended)) {
      extended = true;
      setDeadline(now() + timeoutNanos);
    } else {
      stop();
      owner.onPingTimeout();
    }
  }
}
