package io.sockeye.server.engine;

import io.sockeye.concurrent.Timers;
import io.sockeye.log.Audience;
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

  private final Timers timers;
  private final EngineObserver observer;
  private final Audience<EngineObserver> all;

  GuardedObserver(Timers timers, EngineObserver observer) {
    this.timers = timers;
    this.observer = Objects.requireNonNull(observer, "observer");
    this.all = new Audience<>(timers, LOG, List.of(observer));
  }

  @Override
  public void connectionRefused(
      HttpRequest request, HandshakeError error, String message, Map<String, String> context) {
    all.tell(each -> each.connectionRefused(request, error, message, context));
  }

  @Override
  public void sessionOpened(EngineSession session) {
    all.tell(each -> each.sessionOpened(session));
  }

  @Override
  public void sessionUpgrading(EngineSession session, TransportType transport) {
    all.tell(each -> each.sessionUpgrading(session, transport));
  }

  @Override
  public void heartbeat(EngineSession session) {
    all.tell(each -> each.heartbeat(session));
  }

  @Override
  public void sessionUpgraded(EngineSession session) {
    all.tell(each -> each.sessionUpgraded(session));
  }

  @Override
  public void upgradeFailed(EngineSession session, String detail) {
    all.tell(each -> each.upgradeFailed(session, detail));
  }

  @Override
  public void sessionClosed(EngineSession session, CloseReason reason, String detail) {
    all.tell(each -> each.sessionClosed(session, reason, detail));
  }

  @Override
  public void limitHit(String limit, String detail) {
    all.tell(each -> each.limitHit(limit, detail));
  }

  @Override
  public void slowConsumer(EngineSession session, String limit, long pendingBytes) {
    all.tell(each -> each.slowConsumer(session, limit, pendingBytes));
  }

  @Override
  public void messagesDropped(EngineSession session, long count) {
    all.tell(each -> each.messagesDropped(session, count));
  }

  @Override
  public void hookFailed(HttpRequest request, Throwable cause) {
    all.tell(each -> each.hookFailed(request, cause));
  }

  @Override
  public Optional<PacketObserver> packets() {
    return observer.packets().map(each -> new GuardedPackets(timers, each));
  }

  /** The same for the observer of packets. */
  private static final class GuardedPackets implements PacketObserver {
    private final Audience<PacketObserver> all;

    GuardedPackets(Timers timers, PacketObserver observer) {
      this.all = new Audience<>(timers, LOG, List.of(observer));
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
    public void flushed(EngineSession session, List<PacketGroup> flushed) {
      all.tell(each -> each.flushed(session, flushed));
    }

    @Override
    public void drained(EngineSession session) {
      all.tell(each -> each.drained(session));
    }
  }
}
