package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of revision 3: the client pings after each interval, is answered, and must not be
 * silent for the interval and the timeout together. Nothing but a ping moves the deadline (section
 * 2.1 of the behaviour spec), which is counted from the handshake first. Confined to the session's
 * mailbox.
 */
final class ClientHeartbeat implements Heartbeat {
  /** A client sends one in each interval. */
  private static final int MOST_PINGS = 10;

  private final Timers timers;
  private final Owner owner;
  private final long intervalNanos;
  private final long timeoutNanos;

  /** Null before the start and after the stop. */
  private Timers.@Nullable Alarm alarm;

  private long deadline;

  /** Whether the deadline was moved already for an alarm that was held up. */
  private boolean extended;

  /** When the interval began whose pings are counted. */
  private long countingSince;

  private int pings;

  ClientHeartbeat(Timers timers, EngineOptions options, Owner owner) {
    this.timers = timers;
    this.owner = owner;
    this.intervalNanos = options.pingInterval().toNanos();
    this.timeoutNanos = options.pingTimeout().toNanos();
  }

  @Override
  public void start() {
    countingSince = timers.nanoTime();
    awaitPing();
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
    long now = timers.nanoTime();
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
  public Reaction onPong() {
    return Reaction.WRONG_DIRECTION;
  }

  @Override
  public void onOtherPacket() {}

  @Override
  public void onUpgrade() {}

  @Override
  public boolean isOverdue() {
    return alarm != null && timers.nanoTime() - deadline >= 0;
  }

  private void awaitPing() {
    extended = false;
    armAt(timers.nanoTime() + intervalNanos + timeoutNanos);
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
    } else if (owner.isReadingPaused() || (ServerHeartbeat.isHeldUp(late) && !extended)) {
      extended = true;
      armAt(timers.nanoTime() + timeoutNanos);
    } else {
      stop();
      owner.onPingTimeout();
    }
  }
}
