package io.sockeye.server.cluster;

import io.sockeye.concurrent.Timers;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * On a bus that does not know who is there: tells the others that this server is, and finds out who
 * is not any more. Whatever a server publishes is a sign of life. Thread-safe.
 */
final class Heartbeats {
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private final Sender sender;
  private final Peers peers;
  private final Timers timers;
  private final ClusterOptions options;
  private final Consumer<String> gone;

  // The monitor guards what follows; nothing else is called under it but the timers.

  private boolean running;

  /** Whether it must not begin any more. */
  private boolean stopped;

  /** Null while it does not run. */
  private Timers.@Nullable Alarm beat;

  /** Null while it does not run. */
  private Timers.@Nullable Alarm check;

  /**
   * Heartbeats that are still to begin.
   *
   * @param gone is told of servers that were silent for too long
   */
  Heartbeats(
      Sender sender, Peers peers, Timers timers, ClusterOptions options, Consumer<String> gone) {
    this.sender = sender;
    this.peers = peers;
    this.timers = timers;
    this.options = options;
    this.gone = gone;
  }

  void start() {
    synchronized (this) {
      if (stopped) {
        return;
      }
      running = true;
      armBeat(options.heartbeatInterval());
      armCheck();
    }
    announce();
  }

  /** The bus is there again: others may have taken this server for gone, and it them. */
  void onUp() {
    boolean again;
    synchronized (this) {
      again = running;
    }
    if (again) {
      announce();
    }
  }

  /** Says that this server is there, and asks who else is. */
  private void announce() {
    var unused = sender.publishAnyway(new ClusterMessage.Heartbeat(true));
  }

  /** A server says that it is there. */
  void onHeartbeat(ClusterMessage.Heartbeat heartbeat) {
    if (heartbeat.first()) {
      beatNow();
    }
  }

  /** Says that this server leaves. */
  void stop() {
    synchronized (this) {
      stopped = true;
      if (!running) {
        return;
      }
      running = false;
      cancel(beat);
      cancel(check);
      beat = null;
      check = null;
    }
    var unused = sender.publishAnyway(new ClusterMessage.Leave());
  }

  private static void cancel(Timers.@Nullable Alarm alarm) {
    if (alarm != null) {
      alarm.cancel();
    }
  }

  private void beatNow() {
    var unused = sender.publishAnyway(new ClusterMessage.Heartbeat(false));
  }

  private synchronized void armBeat(Duration delay) {
    if (running) {
      beat = timers.schedule(delay, this::onBeat);
    }
  }

  private synchronized void armCheck() {
    if (running) {
      check = timers.schedule(CHECK_INTERVAL, this::onCheck);
    }
  }

  private void onBeat() {
    Duration quiet = Duration.ofNanos(timers.nanoTime() - sender.lastPublished());
    Duration left = options.heartbeatInterval().minus(quiet);
    if (left.isZero() || left.isNegative()) {
      beatNow();
      armBeat(options.heartbeatInterval());
    } else {
      armBeat(left);
    }
  }

  private void onCheck() {
    peers.removeSilent(options.heartbeatTimeout()).forEach(gone);
    armCheck();
  }
}
