package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;

/**
 * What the heartbeat of a session does to it, and what becomes of a session whose client sends more
 * of it than it should. Inside the mailbox, but for {@link #execute}.
 */
final class HeartbeatEffects implements Heartbeat.Owner {
  private static final PacketGroup PING = PacketGroup.of(EnginePacket.of(EnginePacket.Type.PING));
  private static final PacketGroup PONG = PacketGroup.of(EnginePacket.of(EnginePacket.Type.PONG));

  private final SessionCore session;

  HeartbeatEffects(SessionCore session) {
    this.session = session;
  }

  /** A ping came, and this is what to make of it. */
  void onPing(Heartbeat.Reaction reaction) {
    on(reaction, "pings", "more pings than intervals");
  }

  /** A pong came, and this is what to make of it. */
  void onPong(Heartbeat.Reaction reaction) {
    on(reaction, "unsolicitedPongs", "more pongs than pings");
  }

  private void on(Heartbeat.Reaction reaction, String limit, String flood) {
    assert session.isCurrent();
    switch (reaction) {
      case TAKEN -> session.observer().heartbeat(session.session());
      case FLOOD -> {
        session.onLimitHit(limit, "more than ten beyond those of the heartbeat");
        session.finish(CloseReason.TRANSPORT_ERROR, flood);
      }
      case WRONG_DIRECTION ->
          session.finish(CloseReason.TRANSPORT_ERROR, "invalid heartbeat direction");
    }
  }

  @Override
  public void execute(Runnable task) {
    session.execute(task);
  }

  @Override
  public void sendPing() {
    session.outbound().send(PING, false);
  }

  @Override
  public void sendPong() {
    session.outbound().send(PONG, false);
  }

  @Override
  public boolean isReadingPaused() {
    return session.isReadingPaused();
  }

  @Override
  public void onPingTimeout() {
    session.finish(CloseReason.PING_TIMEOUT, "");
  }
}
