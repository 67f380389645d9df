package io.sockeye.server;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.PacketObserver;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several observers of each packet, and keeps what one of them throws from the others. */
final class PacketObservers implements PacketObserver {
  private static final Logger LOG = LoggerFactory.getLogger(PacketObservers.class);

  private final List<PacketObserver> observers;

  private PacketObservers(List<PacketObserver> observers) {
    this.observers = observers;
  }

  /** One for all of them; empty if there is none, so that packets cost nothing. */
  static Optional<PacketObserver> of(List<PacketObserver> observers) {
    return observers.isEmpty() ? Optional.empty() : Optional.of(new PacketObservers(observers));
  }

  private void tell(Consumer<PacketObserver> call) {
    for (PacketObserver each : observers) {
      try {
        call.accept(each);
      } catch (RuntimeException e) {
        LOG.error("an observer of packets failed", e);
      }
    }
  }

  @Override
  public void packetReceived(EngineSession session, EnginePacket packet) {
    tell(each -> each.packetReceived(session, packet));
  }

  @Override
  public void packetCreated(EngineSession session, PacketGroup packet) {
    tell(each -> each.packetCreated(session, packet));
  }

  @Override
  public void flushed(EngineSession session, List<PacketGroup> packets) {
    tell(each -> each.flushed(session, packets));
  }

  @Override
  public void drained(EngineSession session) {
    tell(each -> each.drained(session));
  }
}
