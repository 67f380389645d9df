package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;

/**
 * The heartbeat of revision 4: the server pings after each interval of quiet, and there is a
 * deadline for the pong.
 */
final class ServerHeartbeat extends Heartbeat {
  private static final int MOST_UNSOLICITED_PONGS = 10;

  private boolean waitingForPong;

  /** Whether the deadline of this ping was already moved once. */
  private boolean extended;

  private int unsolicitedPongs;

  ServerHeartbeat(Timers timers, EngineOptions options, Owner owner) {
    super(timers, options, owner);
  }

  @Override
  void start() {
    waitForInterval();
  }

  @Override
  Reaction onPing() {
    return Reaction.WRONG_DIRECTION;
  }

  /** A pong that answers no ping moves no deadline. */
  @Override
  Reaction onPong() {
    if (!waitingForPong) {
      return ++unsolicitedPongs <= MOST_UNSOLICITED_PONGS ? Reaction.TAKEN : Reaction.FLOOD;
    }
    waitForInterval();
    return Reaction.TAKEN;
  }

  /** The client lives; its pong may stand behind a large message. */
  @Override
  void onOtherPacket() {
    if (waitingForPong && !extended) {
      extendTimeout();
    }
  }

  @Override
  void onUpgrade() {
    if (waitingForPong) {
      extendTimeout();
    }
  }

  @Override
  boolean isOverdue() {
    return waitingForPong && isPastDeadline();
  }

  private void waitForInterval() {
    waitingForPong = false;
    extended = false;
    unsolicitedPongs = 0;
    setDeadline(now() + intervalNanos);
  }

  private void extendTimeout() {
    extended = true;
    setDeadline(now() + timeoutNanos);
  }

  @Override
  void onDeadline(long late) {
    if (!waitingForPong) {
      waitingForPong = true;
      setDeadline((isHeldUp(late) ? now() : deadline()) + timeoutNanos);
      owner.sendPing();
    } else if (owner.isReadingPaused() || (isHeldUp(late) && !extended)) {
      extendTimeout();
    } else {
      stop();
      owner.onPingTimeout();
    }
  }
}
