package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EngineVersion;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether a session's client is alive. Who asks and who answers depends on the revision;
 * what both have is a deadline, at which something is due. Confined to the session's mailbox.
 *
 * <p>Deadlines are points in time, the first one counted from the handshake, so that late alarms do
 * not add up.
 */
abstract sealed class Heartbeat permits ClientHeartbeat, ServerHeartbeat {
  /** What the heartbeat asks of its session; called inside the mailbox. */
  interface Owner {
    /** Runs a task inside the mailbox; called by the timer. */
    void execute(Runnable task);

    void sendPing();

    void sendPong();

    /** Whether what the client sent could not be read, because the server reads nothing from it. */
    boolean isReadingPaused();

    void onPingTimeout();
  }

  /** What to make of a ping or a pong. */
  enum Reaction {
    /** It is part of the heartbeat. */
    TAKEN,
    /** The client sends more of them than any honest client would. */
    FLOOD,
    /** In this revision the server sends those, not the client. */
    WRONG_DIRECTION
  }

  static Heartbeat of(EngineVersion version, Timers timers, EngineOptions options, Owner owner) {
    return switch (version) {
      case V3 -> new ClientHeartbeat(timers, options, owner);
      case V4 -> new ServerHeartbeat(timers, options, owner);
    };
  }

  /**
   * An alarm that comes this late was held up together with the reading of packets (a pause of the
   * process), so the one that was awaited may be waiting to be read.
   */
  private static final long HELD_UP_NANOS = Duration.ofMillis(500).toNanos();

  final Owner owner;
  final long intervalNanos;
  final long timeoutNanos;

  private final Timers timers;

  /** Null before the start and after the stop. */
  private Timers.@Nullable Alarm alarm;

  private long deadline;

  Heartbeat(Timers timers, EngineOptions options, Owner owner) {
    this.timers = timers;
    this.owner = owner;
    this.intervalNanos = options.pingInterval().toNanos();
    this.timeoutNanos = options.pingTimeout().toNanos();
  }

  abstract void start();

  final void stop() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  abstract Reaction onPing();

  abstract Reaction onPong();

  /** Another packet came. */
  abstract void onOtherPacket();

  /** The session changed over to another transport; a ping or pong may be on its way on either. */
  abstract void onUpgrade();

  /** Whether the client is overdue though no alarm has come yet. */
  abstract boolean isOverdue();

  /**
   * The deadline has passed, and nothing moved it.
   *
   * @param late by how much
   */
  abstract void onDeadline(long late);

  final long now() {
    return timers.nanoTime();
  }

  final long deadline() {
    return deadline;
  }

  /**
   * Whether the deadline has passed, told or not; no where the alarm might forgive it, for then the
   * packet that is awaited may be in the request that is about to be served.
   */
  final boolean isPastDeadline() {
    long late = now() - deadline;
    return alarm != null && late >= 0 && !isHeldUp(late) && !owner.isReadingPaused();
  }

  /** Whether the whole process must have been held up, to be as late as that. */
  static boolean isHeldUp(long late) {
    return late > HELD_UP_NANOS;
  }

  final void setDeadline(long until) {
    deadline = until;
    if (alarm != null) {
      alarm.cancel();
    }
    long delay = Math.max(0, until - now());
    alarm = timers.schedule(Duration.ofNanos(delay), () -> owner.execute(this::onAlarm));
  }

  private void onAlarm() {
    if (alarm == null) {
      return;
    }
    long late = now() - deadline;
    if (late < 0) {
      setDeadline(deadline); // It was moved while this task waited for the mailbox.
    } else {
      onDeadline(late);
    }
  }
}
