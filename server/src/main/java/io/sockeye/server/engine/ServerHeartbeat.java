package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of revision 4: the server pings after each interval of quiet, and there is a
 * deadline for the pong. Confined to the session's mailbox.
 *
 * <p>Deadlines are points in time, the first one counted from the handshake, so that late alarms do
 * not add up.
 */
final class ServerHeartbeat implements Heartbeat {
  private static final int MOST_UNSOLICITED_PONGS = 10;

  /**
   * An alarm that comes this late was held up together with the reading of packets (a pause of the
   * process), so the one that was awaited may be waiting to be read.
   */
  private static final long HELD_UP_NANOS = Duration.ofMillis(500).toNanos();

  private final Timers timers;
  private final Owner owner;
  private final long intervalNanos;
  private final long timeoutNanos;

  /** Null before the start and after the stop. */
  private Timers.@Nullable Alarm alarm;

  private long deadline;
  private boolean waitingForPong;

  /** Whether the deadline of this ping was already moved once. */
  private boolean extended;

  private int unsolicitedPongs;

  ServerHeartbeat(Timers timers, EngineOptions options, Owner owner) {
    this.timers = timers;
    this.owner = owner;
    this.intervalNanos = options.pingInterval().toNanos();
    this.timeoutNanos = options.pingTimeout().toNanos();
  }

  @Override
  public void start() {
    waitForInterval(timers.nanoTime() + intervalNanos);
  }

  @Override
  public void stop() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  @Override
  public Reaction onPing() {
    return Reaction.WRONG_DIRECTION;
  }

  /** A pong that answers no ping moves no deadline. */
  @Override
  public Reaction onPong() {
    if (!waitingForPong) {
      return ++unsolicitedPongs <= MOST_UNSOLICITED_PONGS ? Reaction.TAKEN : Reaction.FLOOD;
    }
    waitForInterval(timers.nanoTime() + intervalNanos);
    return Reaction.TAKEN;
  }

  /** The client lives; its pong may stand behind a large message. */
  @Override
  public void onOtherPacket() {
    if (waitingForPong && !extended) {
      extendTimeout();
    }
  }

  @Override
  public void onUpgrade() {
    if (waitingForPong) {
      extendTimeout();
    }
  }

  @Override
  public boolean isOverdue() {
    return alarm != null && waitingForPong && timers.nanoTime() - deadline >= 0;
  }

  /** Whether an alarm came so late that the whole process must have been held up. */
  static boolean isHeldUp(long lateNanos) {
    return lateNanos > HELD_UP_NANOS;
  }

  private void waitForInterval(long until) {
    waitingForPong = false;
    extended = false;
    unsolicitedPongs = 0;
    armAt(until);
  }

  private void extendTimeout() {
    extended = true;
    armAt(timers.nanoTime() + timeoutNanos);
  }

  private void armAt(long until) {
    deadline = until;
    if (alarm != null) {
      alarm.cancel();
    }
    long delay = Math.max(0, until - timers.nanoTime());
    alarm = timers.schedule(Duration.ofNanos(delay), () -> owner.execute(this::onAlarm));
  }

  private void onAlarm() {
    if (alarm == null) {
      return;
    }
    long late = timers.nanoTime() - deadline;
    if (late < 0) {
      armAt(deadline); // The deadline was moved while this task waited for the mailbox.
    } else if (!waitingForPong) {
      waitingForPong = true;
      armAt(isHeldUp(late) ? timers.nanoTime() + timeoutNanos : deadline + timeoutNanos);
      owner.sendPing();
    } else if (owner.isReadingPaused() || (isHeldUp(late) && !extended)) {
      extendTimeout();
    } else {
      stop();
      owner.onPingTimeout();
    }
  }
}
