package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.concurrent.Fields;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.engine.EngineSession;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way of a client into namespaces: from its CONNECT packets, which say where to and with what
 * credentials, to sockets that are to be admitted. Confined to the session's mailbox.
 */
final class Joining {
  /**
   * How many sockets that have left may still keep their lanes busy. Each holds a handler thread,
   * so joining and leaving in a loop must not be a way to get them all.
   */
  private static final int MOST_DEPARTING = 16;

  private static final VarHandle DEPARTING =
      Fields.of(MethodHandles.lookup(), "departing", int.class);

  private final Client client;
  private final RealServer server;
  private final EngineSession session;

  /**
   * Where the program is asked for namespaces: one after the other, for a client may ask for many
   * at once, and must not get as many handler threads. Null until the first time.
   */
  private @Nullable SerialExecutor lookupLane;

  /**
   * By namespace; those for which the program is still asked whether they exist. Immutable and
   * empty before the first.
   */
  private Map<String, NamespaceLookup> lookups = Map.of();

  /**
   * By namespace; what clients left there and is still looked for. Immutable and empty before the
   * first.
   */
  private Map<String, SessionLookup> searches = Map.of();

  /** Sockets that have left, but whose listeners are not done yet; counted down by their lanes. */
  @SuppressWarnings("UnusedVariable") // by DEPARTING
  private volatile int departing;

  Joining(Client client) {
    this.client = client;
    this.server = client.server();
    this.session = client.session();
  }

  SerialExecutor lookupLane() {
    assert client.mailbox().isCurrent();
    SerialExecutor present = lookupLane;
    if (present == null) {
      present = SerialExecutor.lane(server.handlers());
      lookupLane = present;
    }
    return present;
  }

  /** Whether a namespace is being looked up. */
  boolean isLooking() {
    assert client.mailbox().isCurrent();
    return !lookups.isEmpty() || !searches.isEmpty();
  }

  /** Nobody waits for namespaces that are being looked up. */
  void abandon() {
    assert client.mailbox().isCurrent();
    lookups.values().forEach(NamespaceLookup::abandon);
    lookups = Map.of();
    searches.values().forEach(SessionLookup::abandon);
    searches = Map.of();
  }

  /** A socket has left; its listeners may still be busy. */
  void onLeft() {
    DEPARTING.getAndAdd(this, 1);
  }

  /** The listeners of a socket that has left are done. Any thread. */
  void onDeparted() {
    DEPARTING.getAndAdd(this, -1);
  }

  /** The session is open. */
  void begin() {
    assert client.mailbox().isCurrent();
    if (client.revision().joinsMainByItself()) {
      onConnect(RealServer.MAIN, handshake(Map.of()));
    }
  }

  void onConnect(SocketPacket.Connect packet) {
    assert client.mailbox().isCurrent();
    switch (client.revision()) {
      case FOUR -> onNamespaceQuery(packet.namespace());
      case FIVE -> {
        Args auth = packet.payload().size() > 0 ? packet.payload() : server.emptyAuth();
        onConnect(packet.namespace(), new RealHandshake(session, auth, now()));
      }
    }
  }

  private void onNamespaceQuery(String text) {
    NamespaceQuery asked;
    try {
      asked = NamespaceQuery.parse(text);
    } catch (ProtocolException e) {
      client.fail(String.valueOf(e.getMessage()));
      return;
    }
    // The decoder's limit left room for the query.
    int most = server.engine().options().limits().maxNamespaceLength();
    if (asked.namespace().length() > most) {
      client.fail(
          "expected a namespace of at most %d characters, got a longer one".formatted(most));
    } else {
      onConnect(asked.namespace(), handshake(asked.parameters()));
    }
  }

  private RealHandshake handshake(Map<String, String> namespaceQuery) {
    Args auth =
        namespaceQuery.isEmpty() ? server.emptyAuth() : server.codec().object(namespaceQuery);
    return RealHandshake.ofNamespaceQuery(session, namespaceQuery, auth, now());
  }

  private long now() {
    return server.timers().currentTimeMillis();
  }

  private void onConnect(String name, RealHandshake handshake) {
    if (client.isIn(name) || lookups.containsKey(name) || searches.containsKey(name)) {
      client.violate("CONNECT to a namespace that is joined already, or being joined");
    } else if (!server.namespaces().mayExist(name)) {
      refuse(name, NamespaceLookup.INVALID);
    } else if (isFull()) {
      server.observer().limitHit("maxNamespacesPerConnection", "a CONNECT was refused");
      refuse(name, NamespaceLookup.TOO_MANY);
    } else {
      RealNamespace namespace = server.namespaces().enterOpen(name);
      if (namespace == null) {
        lookUp(name, handshake);
      } else {
        open(namespace, handshake);
      }
    }
  }

  private void lookUp(String name, RealHandshake handshake) {
    if (lookups.isEmpty()) {
      lookups = new HashMap<>(2);
    }
    lookups.put(name, NamespaceLookup.begin(client, name, handshake));
  }

  /** It may be forgotten already. */
  private void forget(NamespaceLookup lookup) {
    if (!lookups.isEmpty()) {
      lookups.remove(lookup.name(), lookup);
    }
  }

  /** The namespace that a client asked for was found and entered; null if it was not. */
  void onLookedUp(NamespaceLookup lookup, @Nullable RealNamespace namespace, String refusal) {
    assert client.mailbox().isCurrent();
    forget(lookup);
    if (namespace == null) {
      refuse(lookup.name(), refusal);
    } else if (client.isClosing()) {
      server.namespaces().leave(namespace);
    } else {
      open(namespace, lookup.handshake());
    }
  }

  void onLookupTimeout(NamespaceLookup lookup) {
    assert client.mailbox().isCurrent();
    forget(lookup);
    DEPARTING.getAndAdd(this, 1);
    lookupLane().execute(this::onDeparted);
    refuse(lookup.name(), NamespaceLookup.INVALID);
    client.closeIfUnused();
  }

  /** Begins with a socket in a namespace that was entered for it; the socket leaves it. */
  private void open(RealNamespace namespace, RealHandshake handshake) {
    SharedRecovery shared = namespace.sharedRecovery();
    String pid =
        shared == null || client.revision() != ProtocolRevision.FIVE
            ? null
            : handshake.authText("pid");
    if (shared == null || pid == null) {
      admit(namespace, handshake, findClaim(namespace, handshake));
    } else if (pid.isEmpty() || pid.length() > SharedRecovery.MAX_PID_LENGTH) {
      startAfresh(namespace, handshake, RecoveryFailure.UNKNOWN_SESSION);
    } else {
      if (searches.isEmpty()) {
        searches = new HashMap<>(2);
      }
      // It may be found at once.
      SessionLookup search = SessionLookup.begin(client, namespace, handshake, shared, pid);
      searches.put(namespace.name(), search);
    }
  }

  /** What the client left behind was found. */
  void onFound(SessionLookup search, Claim claim) {
    end(search);
    admit(search.namespace(), search.handshake(), claim);
  }

  /** It was not found. */
  void onNotFound(SessionLookup search, RecoveryFailure reason) {
    end(search);
    startAfresh(search.namespace(), search.handshake(), reason);
  }

  private void end(SessionLookup search) {
    assert client.mailbox().isCurrent();
    searches.remove(search.namespace().name(), search);
  }

  private void admit(RealNamespace namespace, RealHandshake handshake, @Nullable Claim claim) {
    RealSocket socket = new RealSocket(client, namespace, handshake, claim);
    server.busyLanes().add();
    client.add(socket);
    socket.open();
  }

  /** What the client says that it left behind; null if it says nothing, or nothing is there. */
  private @Nullable Claim findClaim(RealNamespace namespace, RealHandshake handshake) {
    Recovery recovery = namespace.recovery();
    if (recovery == null || client.revision() != ProtocolRevision.FIVE) {
      return null;
    }
    String pid = handshake.authText("pid");
    if (pid == null) {
      return null;
    }
    ConnectionState state = recovery.find(pid);
    RealSocket former = state == null ? null : state.lastSocket();
    if (state == null || former == null || former.session() == session) {
      server.observer().recoveryFailed(session, namespace.name(), RecoveryFailure.UNKNOWN_SESSION);
      return null;
    }
    String offset = handshake.authText("offset");
    return new LocalClaim(state, former, pid, offset, recovery.options().skipMiddlewares());
  }

  /**
   * What a socket wanted to take over is not to be had: the same client gets a new one in the
   * namespace, which was entered for it.
   */
  void startAfresh(RealNamespace namespace, RealHandshake handshake, RecoveryFailure reason) {
    assert client.mailbox().isCurrent();
    server.observer().recoveryFailed(session, namespace.name(), reason);
    if (client.isClosing()) {
      server.namespaces().leave(namespace);
    } else {
      admit(namespace, handshake, null);
    }
  }

  private boolean isFull() {
    int busy = departing;
    return busy >= MOST_DEPARTING
        || client.socketCount() + lookups.size() + searches.size() + busy
            >= server.options().maxNamespacesPerConnection();
  }

  private void refuse(String name, String message) {
    Args payload = Args.of(Map.of("message", message));
    PacketGroup refusal =
        client.encode(server.codec()::encode, new SocketPacket.ConnectError(name, payload));
    if (refusal != null) {
      session.send(refusal);
      server.observer().connectRefused(session, name, message);
    }
  }
}
