package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.OpenPacket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the server is alive: within the interval of its pings, and the time that it gives
 * to a pong, some packet must come. Confined to the session's mailbox.
 *
 * <p>What counts is a point in time, not the alarm: a process that was suspended knows at once, by
 * {@link #isExpired}, that the server is long gone. A packet of any kind moves it (the JavaScript
 * client goes by pings alone), and the alarm only looks where it is, so a packet costs no alarm.
 */
final class ClientHeartbeat {
  private final Timers timers;
  private final SerialExecutor mailbox;
  private final Runnable onExpired;

  /** Null before the start and after the stop. */
  private Timers.@Nullable Alarm alarm;

  private long patienceNanos;
  private long deadline;
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
    deadline = timers.nanoTime() + patienceNanos;
  }

  /** Whether packets are read: while they are not, none can be missed. */
  void setReading(boolean value) {
    reading = value;
    onPacket();
  }

  /** Whether the server is overdue, though no alarm may have come yet. */
  boolean isExpired() {
    return alarm != null && reading && timers.nanoTime() - deadline >= 0;
  }

  private void setAlarm() {
    Duration delay = Duration.ofNanos(Math.max(0, deadline - timers.nanoTime()));
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
