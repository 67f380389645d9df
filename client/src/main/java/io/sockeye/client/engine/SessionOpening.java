package io.sockeye.client.engine;

import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.OpenPacket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The way to an open session: a transport, or one after the other, until a server sends its
 * handshake or the time is up. Confined to the session's mailbox.
 */
final class SessionOpening implements ClientTransport.Events {
  /** Who waits for the end of it, which comes once. */
  interface Owner {
    /** The server has opened the session; the packets behind its handshake come later. */
    void onOpened(Route route, OpenPacket handshake);

    /** There is no session, and nothing left of the attempt. */
    void onOpeningFailed(ConnectFailure failure);
  }

  private final URI server;
  private final Duration timeout;
  private final TransportFactory factory;
  private final Timers timers;
  private final SerialExecutor mailbox;
  private final Owner owner;

  /** Those to be tried yet. */
  private final Deque<TransportType> untried;

  private final Set<TransportType> failed = EnumSet.noneOf(TransportType.class);

  /** The transport that is being tried; null before and after. */
  private @Nullable Route route;

  /** Null if there is no limit, and when it is over. */
  private Timers.@Nullable Alarm alarm;

  /** Why the last one failed that was tried before; null if none was. */
  private @Nullable ConnectFailure earlier;

  private boolean over;

  SessionOpening(
      URI server,
      SessionOptions options,
      List<TransportType> transports,
      TransportFactory factory,
      Timers timers,
      SerialExecutor mailbox,
      Owner owner) {
    this.server = server;
    this.timeout = options.timeout();
    this.untried =
        new ArrayDeque<>(options.tryAllTransports() ? transports : transports.subList(0, 1));
    this.factory = factory;
    this.timers = timers;
    this.mailbox = mailbox;
    this.owner = owner;
  }

  void begin() {
    assert mailbox.isCurrent();
    if (over) {
      return;
    }
    if (!timeout.isZero()) {
      alarm = timers.schedule(timeout, () -> mailbox.execute(this::onTimeout));
    }
    tryNext();
  }

  /** Whether this transport was tried, and did not lead to a session. */
  boolean hasFailed(TransportType type) {
    return failed.contains(type);
  }

  private void tryNext() {
    route = new Route(factory, untried.remove(), Optional.empty(), this);
    route.open();
  }

  /** The session is given up; its owner knows. */
  void cancel() {
    assert mailbox.isCurrent();
    end();
  }

  private void onTimeout() {
    if (!over) {
      fail(
          new ConnectFailure.Timeout("opening a session with " + server, timeout, Failures.SILENT));
    }
  }

  /** A WebSocket is there, or a poll is on its way: the server has the word. */
  @Override
  public void onReady() {}

  @Override
  public void onPacket(EnginePacket packet) {
    Route opened = route;
    if (opened == null) {
      return;
    }
    OpenPacket handshake;
    try {
      handshake = Handshake.read(packet);
    } catch (ProtocolException unsound) {
      onFailure(new ConnectFailure.Protocol(server + ": " + unsound.getMessage(), unsound));
      return;
    }
    route = null; // It is the owner's now, and not to be aborted.
    end();
    opened.opened(handshake.sid());
    owner.onOpened(opened, handshake);
  }

  /** Nothing is sent before the session is open. */
  @Override
  public void onDrain() {}

  @Override
  public void onClose(String detail) {
    onFailure(
        new ConnectFailure.Closed(
            "%s: expected a handshake, but the server closed the connection (%s)"
                .formatted(server, detail)));
  }

  @Override
  public void onFailure(ConnectFailure failure) {
    ConnectFailure before = earlier;
    if (before != null && !isKnown(failure, before)) {
      failure.addSuppressed(before);
    }
    if (untried.isEmpty()) {
      fail(failure);
      return;
    }
    earlier = failure;
    if (route != null) {
      failed.add(route.type());
      route.abort();
    }
    tryNext();
  }

  /** A network may give the same exceptions again and again. */
  private static boolean isKnown(ConnectFailure failure, ConnectFailure before) {
    return failure == before
        || Stream.of(failure.getSuppressed()).anyMatch(known -> known == before);
  }

  private void fail(ConnectFailure failure) {
    end();
    owner.onOpeningFailed(failure);
  }

  private void end() {
    over = true;
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    if (route != null) {
      route.abort();
      route = null;
    }
  }
}
