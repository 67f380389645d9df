package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The change of a session from long polling to WebSocket, which is tried once. Confined to the
 * session's mailbox.
 *
 * <p>A WebSocket is opened for the session, the candidate, and a probe sent over it; meanwhile the
 * session goes on by long polling. Once the server has answered the probe, nothing more is sent by
 * long polling, and its last requests come back with what the server had to say. Only then does the
 * server hear, by an upgrade packet, that it is to use the candidate from now on: so each direction
 * has one transport at a time, and keeps its order. Until that moment the candidate may fail, and
 * long polling goes on as if nothing had been.
 */
final class ClientUpgrade implements ClientTransport.Events {
  /**
   * How far it is.
   *
   * <pre>
   * NONE --start--> PROBING --answer--> PAUSING --paused, writable--> OVER (changed)
   *   \                 \__________________\__________fail__________> OVER (not changed)
   *    \_____________________________________________cancel_________> OVER (not changed)
   * </pre>
   */
  private enum Stage {
    NONE,
    PROBING,
    PAUSING,
    OVER
  }

  /** What the upgrade asks of its session. */
  interface Owner {
    /** Nothing more is to be sent by long polling; calls when no request is under way. */
    void pausePolling(Runnable paused);

    /** Long polling goes on, whether it has come to rest or not. */
    void resumePolling();

    /**
     * The candidate is the transport from now on, once {@link #UPGRADE} is sent by it, before all
     * else; long polling has come to rest.
     */
    void onUpgraded(Route candidate);

    /** Long polling is what there is. */
    void onUpgradeFailed(ConnectFailure why);
  }

  /** Tells the server to use the transport that it comes by from now on. */
  static final PacketGroup UPGRADE = PacketGroup.of(EnginePacket.of(EnginePacket.Type.UPGRADE));

  /** As long as servers wait for it by default (their option {@code upgradeTimeout}). */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final String PROBE_DATA = "probe";
  private static final PacketGroup PROBE =
      PacketGroup.of(EnginePacket.text(EnginePacket.Type.PING, PROBE_DATA));
  private static final EnginePacket PROBE_ANSWER =
      EnginePacket.text(EnginePacket.Type.PONG, PROBE_DATA);

  private final Timers timers;
  private final SerialExecutor mailbox;
  private final Owner owner;

  private Stage stage = Stage.NONE;

  /** Null before the start, and once it is over. */
  private @Nullable Route candidate;

  /** Null before the start, and once it is over. */
  private Timers.@Nullable Alarm alarm;

  /** Whether long polling has come to rest. */
  private boolean paused;

  ClientUpgrade(Timers timers, SerialExecutor mailbox, Owner owner) {
    this.timers = timers;
    this.mailbox = mailbox;
    this.owner = owner;
  }

  void start(TransportFactory factory, String sid) {
    assert mailbox.isCurrent();
    if (stage != Stage.NONE) {
      return;
    }
    stage = Stage.PROBING;
    alarm = timers.schedule(TIMEOUT, () -> mailbox.execute(this::onTimeout));
    candidate = new Route(factory, TransportType.WEBSOCKET, Optional.of(sid), this);
    candidate.open();
  }

  /** Whether nothing may be sent because the transports are about to change. */
  boolean isPausing() {
    return stage == Stage.PAUSING;
  }

  /** Gives up, for the session ends; its owner knows. */
  void cancel() {
    assert mailbox.isCurrent();
    Route abandoned = end();
    if (abandoned != null) {
      abandoned.abort();
    }
  }

  @Override
  public void onReady() {
    if (candidate != null && stage == Stage.PROBING) {
      candidate.send(List.of(PROBE));
    }
  }

  @Override
  public void onPacket(EnginePacket packet) {
    if (stage == Stage.PROBING && packet.equals(PROBE_ANSWER)) {
      stage = Stage.PAUSING;
      owner.pausePolling(this::onPaused);
    } else {
      // The server must use long polling until it is told to change.
      fail(
          new ConnectFailure.Protocol(
              "upgrade: expected the answer to a probe, and nothing behind it, got " + packet,
              null));
    }
  }

  private void onPaused() {
    if (stage == Stage.PAUSING) {
      paused = true;
      changeOver();
    }
  }

  /** The answer to the probe may be read before it is known that the probe was written. */
  @Override
  public void onDrain() {
    changeOver();
  }

  private void changeOver() {
    Route ready = candidate;
    if (ready == null || !paused || !ready.isWritable()) {
      return;
    }
    end();
    owner.onUpgraded(ready);
  }

  private void onTimeout() {
    if (candidate != null) {
      fail(new ConnectFailure.Timeout("the upgrade to a WebSocket", TIMEOUT));
    }
  }

  @Override
  public void onClose(String detail) {
    fail(new ConnectFailure.Closed("the WebSocket of an upgrade by the server (" + detail + ")"));
  }

  @Override
  public void onFailure(ConnectFailure failure) {
    fail(failure);
  }

  private void fail(ConnectFailure why) {
    boolean pausing = isPausing();
    Route failed = end();
    if (failed == null) {
      return;
    }
    failed.abort();
    if (pausing) {
      owner.resumePolling();
    }
    owner.onUpgradeFailed(why);
  }

  /** Whichever way it ended; what was the candidate, or null if there is none. */
  private @Nullable Route end() {
    Route last = candidate;
    stage = Stage.OVER;
    candidate = null;
    paused = false;
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    return last;
  }
}
