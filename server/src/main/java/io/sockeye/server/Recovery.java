package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Connection state recovery of one namespace (section 4.9 of the behaviour spec): the log of what
 * was sent, and the states of all sockets, connected or waited for.
 *
 * <p>The order is: find the state, let the middlewares decide, take the state over, CONNECT, what
 * was missed, what is sent from now on. So nobody gets a byte of what was missed before he was let
 * in, and between what was missed and what is new there is neither a hole nor an overlap. Thread-
 * safe.
 */
final class Recovery {
  private final RealNamespace namespace;
  private final ConnectionStateRecovery options;
  private final PacketLog log;

  /** By private id. */
  private final Map<String, ConnectionState> byPid = new ConcurrentHashMap<>();

  /** Ids of sockets; those that are waited for, too. */
  private final Set<String> ids = ConcurrentHashMap.newKeySet();

  /** Guards what follows; not held while a state is told. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Those that are waited for, in the order in which they left. */
  private final Set<ConnectionState> away = new LinkedHashSet<>();

  private boolean closed;

  Recovery(RealNamespace namespace, ConnectionStateRecovery options) {
    this.namespace = namespace;
    this.options = options;
    // What was lost on a dead connection was sent before anybody noticed that it is dead.
    Duration unnoticed =
        server().engine().options().pingInterval().plus(server().engine().options().pingTimeout());
    this.log =
        new PacketLog(
            timers(),
            options.maxPackets(),
            options.maxBytes(),
            options.maxDisconnectionDuration().plus(unnoticed));
  }

  RealServer server() {
    return namespace.server();
  }

  Timers timers() {
    return server().timers();
  }

  ConnectionStateRecovery options() {
    return options;
  }

  PacketLog log() {
    return log;
  }

  RealNamespace namespace() {
    return namespace;
  }

  // -- what is sent

  /** The event as it goes to the wire: with its offset, if it is one that can be sent again. */
  SocketPacket.Event stamp(SocketPacket.Event event, boolean asVolatile, boolean compress) {
    if (asVolatile || event.ackId() != SocketPacket.NO_ID) {
      return event;
    }
    long position = log.nextPosition();
    Args stamped = new StampedArgs(event.args(), position, log.offset(position), compress);
    return new SocketPacket.Event(event.namespace(), event.name(), stamped);
  }

  /** Keeps an event that was stamped. */
  void keep(SocketPacket packet, PacketGroup encoded) {
    if (packet instanceof SocketPacket.Event event && event.args() instanceof StampedArgs stamped) {
      log.put(stamped.position(), encoded.withCompress(stamped.compress()));
    }
  }

  // -- the states

  /** The state of a new socket; until its end, it keeps the namespace alive. */
  ConnectionState create() {
    server().namespaces().enterAgain(namespace);
    ConnectionState state = new ConnectionState(this);
    ids.add(state.id());
    return state;
  }

  /** The state of a private id that a client sent; null if there is none. */
  @Nullable ConnectionState find(String pid) {
    return byPid.get(pid);
  }

  /** Whether a socket of this id is connected or waited for. */
  boolean knows(String id) {
    return ids.contains(id);
  }

  /** The client of a state has its private id from now on. */
  void onPid(ConnectionState state, @Nullable String former, String pid) {
    byPid.put(pid, state);
    if (former != null && !former.equals(pid)) {
      byPid.remove(former, state);
    }
  }

  /** The client of a state is away; makes room if too many are. */
  void onAway(ConnectionState state) {
    ConnectionState givenUp = null;
    boolean tooLate;
    lock.lock();
    try {
      tooLate = closed;
      away.add(state);
      if (!tooLate && away.size() > options.maxSessions()) {
        Iterator<ConnectionState> first = away.iterator();
        givenUp = first.next();
        first.remove();
      }
    } finally {
      lock.unlock();
    }
    if (tooLate) {
      state.abandon();
    } else if (givenUp != null) {
      server().observer().limitHit("maxSessions", "a client that is away was given up");
      givenUp.abandon();
    }
  }

  /** The client of a state is back. */
  void onBack(ConnectionState state) {
    lock.lock();
    try {
      away.remove(state);
    } finally {
      lock.unlock();
    }
  }

  /** A state is over: nobody comes back to it. */
  void onEnd(ConnectionState state, @Nullable String pid) {
    if (pid != null) {
      byPid.remove(pid, state);
    }
    onBack(state);
    namespace.adapter().remove(state);
    if (ids.remove(state.id())) {
      server().namespaces().leave(namespace);
    }
  }

  /** Whether there is no socket of this namespace, neither connected nor waited for. */
  boolean isEmpty() {
    return byPid.isEmpty() && ids.isEmpty() && awayCount() == 0;
  }

  /** How many clients are waited for. */
  int awayCount() {
    lock.lock();
    try {
      return away.size();
    } finally {
      lock.unlock();
    }
  }

  /** The namespace is closed: nobody is waited for any more. */
  void close() {
    List<ConnectionState> left;
    lock.lock();
    try {
      closed = true;
      left = List.copyOf(away);
    } finally {
      lock.unlock();
    }
    left.forEach(ConnectionState::abandon);
    log.close();
  }

  /**
   * Whether a socket that was disconnected for this reason may come back: not if either side meant
   * it, not if its client cannot write the protocol, and not if this server stops.
   */
  static boolean isRecoverable(DisconnectReason reason) {
    return switch (reason) {
      case TRANSPORT_CLOSE, TRANSPORT_ERROR, PING_TIMEOUT, FORCED_CLOSE, FORCED_SERVER_CLOSE ->
          true;
      default -> false;
    };
  }
}
