package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of a session: a ping after each interval of quiet, and a deadline for its pong.
 * Confined to the session's mailbox.
 *
 * <p>Deadlines are points in time, the first one counted from the handshake, so that late alarms do
 * not add up.
 */
final class Heartbeat {
  /** What the heartbeat asks of its session; called inside the mailbox. */
  interface Owner {
    /** Runs a task inside the mailbox; called by the timer. */
    void execute(Runnable task);

    void sendPing();

    /** Whether a pong could not be read, because the server reads nothing from the client. */
    boolean isReadingPaused();

    void onPingTimeout();
  }

  private static final int MOST_UNSOLICITED_PONGS = 10;

  /**
   * An alarm that comes this late was held up together with the reading of pongs (a pause of the
   * process), so the pong may be waiting to be read.
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

  Heartbeat(Timers timers, EngineOptions options, Owner owner) {
    this.timers = timers;
    this.owner = owner;
    this.intervalNanos = options.pingInterval().toNanos();
    this.timeoutNanos = options.pingTimeout().toNanos();
  }

  void start() {
    waitForInterval(timers.nanoTime() + intervalNanos);
  }

  void stop() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  /**
   * A pong came. One that answers no ping moves no deadline.
   *
   * @return false if the client sends more of them than any honest client would
   */
  boolean onPong() {
    if (!waitingForPong) {
      return ++unsolicitedPongs <= MOST_UNSOLICITED_PONGS;
    }
    waitForInterval(timers.nanoTime() + intervalNanos);
    return true;
  }

  /** Another packet came: the client lives, its pong may stand behind a large message. */
  void onOtherPacket() {
    if (waitingForPong && !extended) {
      extendTimeout();
    }
  }

  /** The session changed over to another transport; a ping or pong may be on its way on either. */
  void onUpgrade() {
    if (waitingForPong) {
      extendTimeout();
    }
  }

  /** Whether the pong is overdue though no alarm has come yet. */
  boolean isOverdue() {
    return alarm != null && waitingForPong && timers.nanoTime() - deadline >= 0;
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
      armAt(late > HELD_UP_NANOS ? timers.nanoTime() + timeoutNanos : deadline + timeoutNanos);
      owner.sendPing();
    } else if (owner.isReadingPaused() || (late > HELD_UP_NANOS && !extended)) {
      extendTimeout();
    } else {
      stop();
      owner.onPingTimeout();
    }
  }
}
