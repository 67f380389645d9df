package io.sockeye.server;

import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.traffic.AddressBuckets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of one client pass one by one if there is an {@code eventRateLimiter}, and what
 * becomes of those that are too many. Confined to the session's mailbox.
 *
 * <p>With {@link EventRateLimiter.Policy#DELAY} the first event that is too many waits here, and
 * behind it all that was under way when reading was paused: the packets of one POST, or what one
 * read of a WebSocket brought. An alarm takes it up again when there is a token.
 */
final class EventGate {
  private static final String OPTION = "eventRateLimiter";

  /** What one round of an I/O thread reads, with the objects that tiny packets become, and more. */
  private static final long MOST_UNDER_WAY = 16 * 1024 * 1024;

  /** What a packet takes besides its bytes, about. */
  private static final int PACKET_OVERHEAD = 100;

  /** How the gates of a server are made. */
  static final class Maker {
    private final EventRateLimiter limiter;
    private final Timers timers;
    private final AddressBuckets addresses;

    Maker(EventRateLimiter limiter, Timers timers) {
      this.limiter = limiter;
      this.timers = timers;
      this.addresses = new AddressBuckets(limiter.limit(), timers);
    }

    EventGate of(Client client) {
      EventRate rate =
          switch (limiter.scope()) {
            case SOCKET -> new EventRate.PerSocket(limiter.limit());
            case CONNECTION -> new EventRate.PerConnection(limiter.limit(), timers.nanoTime());
            case ADDRESS -> new EventRate.PerAddress(addresses, client);
            case RULE -> new EventRate.ByRule(limiter.rule());
          };
      return new EventGate(client, rate, limiter.policy());
    }
  }

  /** An event that waits for its token. */
  private record Waiting(RealSocket socket, SocketPacket.Event event, long size) {}

  private final Client client;
  private final EventRate rate;
  private final EventRateLimiter.Policy policy;

  /** What came behind {@link #waiting}, in order. */
  private final Queue<EnginePacket> held = new ArrayDeque<>(0);

  /** The same in bytes. */
  private long heldBytes;

  /** Null if nothing waits. */
  private @Nullable Waiting waiting;

  /** Null if nothing waits. */
  private Timers.@Nullable Alarm alarm;

  /** Whether reading is paused because of this gate. */
  private boolean paused;

  private EventGate(Client client, EventRate rate, EventRateLimiter.Policy policy) {
    this.client = client;
    this.rate = rate;
    this.policy = policy;
  }

  /** Whether an event may go to its socket now; otherwise it has been seen to. */
  boolean admits(RealSocket socket, SocketPacket.Event event, long size) {
    assert client.mailbox().isCurrent();
    long nanos = rate.take(socket, event.name());
    if (nanos == 0) {
      return true;
    }
    ServerObserver observer = client.server().observer();
    switch (policy) {
      case DROP_WITH_ERROR -> {
        observer.limitHit(OPTION, "an event was dropped");
        socket.onEventDropped(event, size, new RateLimitedException(Duration.ofNanos(nanos)));
      }
      case DELAY -> {
        observer.limitHit(OPTION, "reading from a client pauses");
        waiting = new Waiting(socket, event, size);
        takeUpAfter(nanos);
        if (!paused) {
          paused = true;
          client.pauseReading();
        }
      }
      case DISCONNECT -> {
        observer.limitHit(OPTION, "a client was disconnected");
        client.disconnectAll();
      }
    }
    return false;
  }

  /** Keeps a packet that came behind an event that waits; false if there is none. */
  boolean holds(EnginePacket packet) {
    assert client.mailbox().isCurrent();
    if (waiting == null) {
      return false;
    }
    held.add(packet);
    heldBytes += sizeOf(packet);
    long most = MOST_UNDER_WAY + 2L * client.server().engine().options().maxHttpBufferSize();
    if (heldBytes > most) {
      client.server().observer().limitHit(OPTION, "a client sends on while it is not read");
      client.fail("more than %d bytes came while reading was paused".formatted(most));
    }
    return true;
  }

  private static long sizeOf(EnginePacket packet) {
    return (long) packet.frame().length() + PACKET_OVERHEAD;
  }

  private void takeUpAfter(long nanos) {
    alarm =
        client
            .server()
            .timers()
            .schedule(Duration.ofNanos(nanos), () -> client.mailbox().execute(this::takeUp));
  }

  private void takeUp() {
    assert client.mailbox().isCurrent();
    Waiting first = waiting;
    if (first == null) {
      return; // The client has gone meanwhile.
    }
    if (first.socket().isConnected()) {
      long nanos = rate.take(first.socket(), first.event().name());
      if (nanos > 0) {
        takeUpAfter(nanos); // Other connections of its address were faster.
        return;
      }
      first.socket().onEvent(first.event(), first.size());
    }
    waiting = null;
    alarm = null;
    while (waiting == null && !held.isEmpty()) {
      EnginePacket next = held.remove();
      heldBytes -= sizeOf(next);
      client.take(next);
    }
    if (waiting == null && paused) {
      paused = false;
      client.resumeReading();
    }
  }

  /** The client has left a socket. */
  void onLeft(RealSocket socket) {
    assert client.mailbox().isCurrent();
    rate.forget(socket);
  }

  /** The client is gone: what waits reaches nobody. */
  void close() {
    assert client.mailbox().isCurrent();
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
    waiting = null;
    held.clear();
    heldBytes = 0;
  }
}
