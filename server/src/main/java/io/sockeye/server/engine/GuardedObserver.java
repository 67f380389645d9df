package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what an observer throws from the engine, which calls it in the middle of its work. */
final class GuardedObserver implements EngineObserver {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedObserver.class);

  private final EngineObserver observer;

  GuardedObserver(EngineObserver observer) {
    this.observer = Objects.requireNonNull(observer, "observer");
  }

  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("an observer threw; it was told something and the work goes on", e);
    }
  }

  @Override
  public void connectionRefused(
      HttpRequest request, HandshakeError error, String message, Map<String, String> context) {
    guarded(() -> observer.connectionRefused(request, error, message, context));
  }

  @Override
  public void sessionOpened(EngineSession session) {
    guarded(() -> observer.sessionOpened(session));
  }

  @Override
  public void sessionUpgrading(EngineSession session, TransportType transport) {
    guarded(() -> observer.sessionUpgrading(session, transport));
  }

  @Override
  public void heartbeat(EngineSession session) {
    guarded(() -> observer.heartbeat(session));
  }

  @Override
  public void sessionUpgraded(EngineSession session) {
    guarded(() -> observer.sessionUpgraded(session));
  }

  @Override
  public void upgradeFailed(EngineSession session, String detail) {
    guarded(() -> observer.upgradeFailed(session, detail));
  }

  @Override
  public void sessionClosed(EngineSession session, CloseReason reason, String detail) {
    guarded(() -> observer.sessionClosed(session, reason, detail));
  }

  @Override
  public void limitHit(String limit, String detail) {
    guarded(() -> observer.limitHit(limit, detail));
  }

  @Override
  public void hookFailed(HttpRequest request, Throwable cause) {
    guarded(() -> observer.hookFailed(request, cause));
  }

  @Override
  public Optional<PacketObserver> packets() {
    return observer.packets().map(GuardedPackets::new);
  }

  /** The same for the observer of packets. */
  private record GuardedPackets(PacketObserver packets) implements PacketObserver {
    @Override
    public void packetReceived(EngineSession session, EnginePacket packet) {
      guarded(() -> packets.packetReceived(session, packet));
    }

    @Override
    public void packetCreated(EngineSession session, PacketGroup packet) {
      guarded(() -> packets.packetCreated(session, packet));
    }

    @Override
    public void flushed(EngineSession session, List<PacketGroup> flushed) {
      guarded(() -> packets.flushed(session, flushed));
    }

    @Override
    public void drained(EngineSession session) {
      guarded(() -> packets.drained(session));
    }
  }
}
