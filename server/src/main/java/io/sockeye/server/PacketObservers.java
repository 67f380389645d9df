package io.sockeye.server;

import io.sockeye.concurrent.Timers;
import io.sockeye.log.Audience;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.PacketObserver;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several observers of each packet, and keeps what one of them throws from the others. */
final class PacketObservers implements PacketObserver {
  private static final Logger LOG = LoggerFactory.getLogger(PacketObservers.class);

  private final Audience<PacketObserver> all;

  private PacketObservers(Timers timers, List<PacketObserver> observers) {
    this.all = new Audience<>(timers, LOG, observers);
  }

  /** One for all of them; empty if there is none, so that packets cost nothing. */
  static Optional<PacketObserver> of(Timers timers, List<PacketObserver> observers) {
    return observers.isEmpty()
        ? Optional.empty()
        : Optional.of(new PacketObservers(timers, observers));
  }

  @Override
  public void packetReceived(EngineSession session, EnginePacket packet) {
    all.tell(each -> each.packetReceived(session, packet));
  }

  @Override
  public void packetCreated(EngineSession session, PacketGroup packet) {
    all.tell(each -> each.packetCreated(session, packet));
  }

  @Override
  public void flushed(EngineSession session, List<PacketGroup> packets) {
    all.tell(each -> each.flushed(session, packets));
  }

  @Override
  public void drained(EngineSession session) {
    all.tell(each -> each.drained(session));
  }
}
