package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.OpenPacket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the server is alive: within the interval of its pings, and the time that it gives
 * to a pong, some packet must come. Confined to the session's mailbox.
 *
 * <p>What counts is the time of the last packet, not the alarm, which only looks at it now and
 * then: so a packet costs no alarm, and a packet of any kind counts (the JavaScript client goes by
 * pings alone).
 *
 * <p>A machine that was suspended finds servers gone that it could not hear. Its monotonic clock
 * may have stood still with it, as on Linux, so the wall clock is asked too: once that went on by a
 * second more than the monotonic one, the machine was suspended, and the time by the wall clock is
 * the true one. {@link #isExpired} knows at once, the alarm soon. Where somebody sets the wall
 * clock instead, a session may end for nothing, but only this one: the next counts from its own
 * beginning.
 */
final class ClientHeartbeat {
  /** By how much two clocks may differ that run as they should. */
  private static final long CLOCK_DRIFT_NANOS = Duration.ofSeconds(1).toNanos();

  /** How often the alarm looks within the time that the server has. */
  private static final int LOOKS = 4;

  private final Timers timers;
  private final SerialExecutor mailbox;
  private final Runnable onExpired;

  /** Null before the start and after the stop. */
  private Timers.@Nullable Alarm alarm;

  private long patienceNanos;

  /** When the last packet came, by the monotonic clock and by that on the wall. */
  private long lastNanos;

  private long lastMillis;
  private boolean reading = true;

  /** With what is called, in the mailbox, when the server is silent for too long. */
  ClientHeartbeat(Timers timers, SerialExecutor mailbox, Runnable onExpired) {
    this.timers = timers;
    this.mailbox = mailbox;
    this.onExpired = onExpired;
  }

  void start(OpenPacket handshake) {
    Duration patience =
        Duration.ofMillis((long) handshake.pingInterval() + handshake.pingTimeout());
    patienceNanos = patience.toNanos();
    onPacket();
    setAlarm();
  }

  void stop() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  /** Some packet came. */
  void onPacket() {
    lastNanos = timers.nanoTime();
    lastMillis = timers.currentTimeMillis();
  }

  /** Whether packets are read: while they are not, none can be missed. */
  void setReading(boolean value) {
    reading = value;
    onPacket();
  }

  /** Whether the server is overdue, though no alarm may have come yet. */
  boolean isExpired() {
    return alarm != null && reading && silentNanos() >= patienceNanos;
  }

  private long silentNanos() {
    long nanos = timers.nanoTime() - lastNanos;
    long wallNanos = TimeUnit.MILLISECONDS.toNanos(timers.currentTimeMillis() - lastMillis);
    return wallNanos > nanos && wallNanos - nanos >= CLOCK_DRIFT_NANOS ? wallNanos : nanos;
  }

  private void setAlarm() {
    long left = Math.max(0, patienceNanos - silentNanos());
    Duration delay = Duration.ofNanos(Math.min(left, patienceNanos / LOOKS));
    alarm = timers.schedule(delay, () -> mailbox.execute(this::onAlarm));
  }

  private void onAlarm() {
    if (alarm == null) {
      return;
    }
    if (isExpired()) {
      stop();
      onExpired.run();
      return;
    }
    if (!reading) {
      onPacket();
    }
    setAlarm();
  }
}
