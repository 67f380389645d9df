package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import org.jspecify.annotations.Nullable;

/**
 * The change of a session from long polling to WebSocket. Confined to the session's mailbox.
 *
 * <p>The client opens a WebSocket for its session, the candidate, and sends a probe over it, which
 * is answered. It then lets its last poll come back, and says by an upgrade packet that it has
 * changed over. Until then the session goes on by long polling, whatever becomes of the candidate.
 */
final class Upgrade {
  private static final String PROBE = "probe";
  private static final PacketGroup PROBE_ANSWER =
      PacketGroup.of(EnginePacket.text(EnginePacket.Type.PONG, PROBE));

  private final SessionCore session;
  private final SessionState state;
  private final EngineContext context;

  /** The WebSocket that is to take over; null unless an upgrade is under way. */
  private @Nullable WebSocketTransport candidate;

  /** Ends an upgrade that takes too long; null unless one is under way. */
  private Timers.@Nullable Alarm alarm;

  Upgrade(SessionCore session, SessionState state, EngineContext context) {
    this.session = session;
    this.state = state;
    this.context = context;
  }

  /** A WebSocket is being opened for the session; one too many is not taken, and turned away. */
  void admit(WebSocketTransport opened) {
    assert session.isCurrent();
    if (!context.options().allowUpgrades() || !state.admitCandidate()) {
      return;
    }
    candidate = opened;
    alarm =
        context
            .timers()
            .schedule(
                context.options().upgradeTimeout(),
                () -> session.execute(() -> abandon(opened, "upgrade timeout")));
  }

  boolean isCandidate(Transport transport) {
    assert session.isCurrent();
    return transport == candidate;
  }

  /** A packet came from the candidate. */
  void onPacket(WebSocketTransport from, EnginePacket packet) {
    assert session.isCurrent();
    boolean first = !state.isProbed();
    if (isProbe(packet) && state.probe()) {
      if (first) {
        session.onUpgrading(from);
      }
      from.send(PROBE_ANSWER);
      session.releasePolls();
    } else if (packet.type() == EnginePacket.Type.UPGRADE && state.commit()) {
      candidate = null;
      cancelAlarm();
      session.takeOver(from);
    } else {
      abandon(from, "expected a probe or an upgrade packet, got " + packet.type());
    }
  }

  private static boolean isProbe(EnginePacket packet) {
    return packet.type() == EnginePacket.Type.PING && packet.data().utf8().equals(PROBE);
  }

  /** The candidate failed, if it is the one; the session goes on by long polling. */
  void abandon(Transport failed, String detail) {
    assert session.isCurrent();
    if (candidate != null && failed == candidate && state.abandon()) {
      cancel();
      session.onUpgradeFailed(detail);
    }
  }

  /** The session is closed, and the candidate with it. */
  void cancel() {
    assert session.isCurrent();
    cancelAlarm();
    if (candidate != null) {
      candidate.turnAway();
      candidate = null;
    }
  }

  private void cancelAlarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }
}
