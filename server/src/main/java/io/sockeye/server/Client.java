package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.ArgumentException;
import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.protocol.ProtocolException;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketDecoder;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.engine.CloseReason;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.SessionReceiver;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client: decodes what its session brings and leads it to the sockets that the client has in
 * namespaces. Confined to the session's mailbox.
 *
 * <p>A client that breaks the protocol loses its connection: with {@code parse error} where a
 * packet cannot be read, with {@code forced close} where it does not fit the state of its
 * namespace. The one packet that is forgiven is a late one: what arrives for a namespace that the
 * server has disconnected was sent before the client could know, and is ignored.
 */
final class Client implements SessionReceiver {
  /**
   * How many sockets that have left may still keep their lanes busy. Each holds a handler thread,
   * so joining and leaving in a loop must not be a way to get them all.
   */
  private static final int MOST_DEPARTING = 16;

  private final RealServer server;
  private final EngineSession session;
  private final ProtocolRevision revision;
  private final SocketDecoder decoder;
  private final Backlog backlog;

  /** Ends the wait for the first CONNECT; null once it is over. */
  private Timers.@Nullable Alarm connectAlarm;

  /** By namespace; those that are still to be admitted, too. */
  private final Map<String, RealSocket> sockets = new HashMap<>(2);

  /**
   * Where the program is asked for namespaces: one after the other, for a client may ask for many
   * at once, and must not get as many handler threads. Null until the first time.
   */
  private @Nullable SerialExecutor lookupLane;

  /** By namespace; those for which the program is still asked whether they exist. */
  private final Map<String, NamespaceLookup> lookups = new HashMap<>(0);

  /** Namespaces that the server disconnected, and the client has not asked for again. */
  private final Set<String> left = new LinkedHashSet<>(0);

  /** Sockets that have left, but whose listeners are not done yet; counted down by their lanes. */
  private final AtomicInteger departing = new AtomicInteger();

  /** Ends the wait for attachments; null while none are missing. */
  private Timers.@Nullable Alarm reassemblyAlarm;

  /** The bytes so far of the packet that is being read. */
  private long packetSize;

  private int badAcks;

  /** Whether the client has ever been in a namespace. */
  private boolean joined;

  /** Whether nothing is taken from the session any more. */
  private boolean closing;

  Client(RealServer server, EngineSession session) {
    assert session.mailbox().isCurrent();
    ServerOptions options = server.options();
    this.server = server;
    this.session = session;
    this.revision = ProtocolRevision.of(session);
    this.decoder =
        server.codec().decoder(revision.decoderLimits(server.engine().options().limits()));
    this.backlog =
        new Backlog(
            session,
            options.maxQueuedEvents(),
            options.maxQueuedBytes(),
            () -> server.observer().limitHit("maxQueuedEvents", "reading from a client pauses"));
    this.connectAlarm =
        server
            .timers()
            .schedule(
                options.connectTimeout(), () -> session.mailbox().execute(this::onConnectTimeout));
  }

  RealServer server() {
    return server;
  }

  EngineSession session() {
    return session;
  }

  ProtocolRevision revision() {
    return revision;
  }

  SerialExecutor mailbox() {
    return session.mailbox();
  }

  SerialExecutor lookupLane() {
    assert isCurrent();
    SerialExecutor present = lookupLane;
    if (present == null) {
      present = SerialExecutor.lane(server.handlers());
      lookupLane = present;
    }
    return present;
  }

  Backlog backlog() {
    return backlog;
  }

  // -- what the session brings

  /** The session is open, and this client takes what it brings. */
  void begin() {
    assert isCurrent();
    if (revision.joinsMainByItself()) {
      onConnect(RealServer.MAIN, handshake(Map.of()));
    }
  }

  @Override
  public void onMessage(EnginePacket message) {
    assert isCurrent();
    if (closing) {
      return;
    }
    packetSize += message.frame().length();
    SocketPacket packet;
    try {
      packet = decoder.decode(message);
    } catch (ProtocolException e) {
      fail(String.valueOf(e.getMessage()));
      return;
    } catch (RuntimeException | StackOverflowError e) { // A parser that the application brought.
      onParserFailed(e);
      return;
    }
    if (packet == null) {
      awaitAttachments();
      return;
    }
    endReassembly();
    long size = packetSize;
    packetSize = 0;
    onPacket(packet, size);
  }

  private void onPacket(SocketPacket packet, long size) {
    if (packet instanceof SocketPacket.Connect connect) {
      onConnect(connect);
      return;
    }
    String namespace = revision.namespaceOf(packet);
    RealSocket socket = sockets.get(namespace);
    if (socket == null && left.contains(namespace)) {
      return;
    }
    if (socket == null || !socket.isConnected()) {
      violate("%s in a namespace that is not joined".formatted(kind(packet)));
    } else if (packet instanceof SocketPacket.Event event) {
      socket.onEvent(event, size);
    } else if (packet instanceof SocketPacket.Ack ack) {
      onAck(socket, ack);
    } else if (packet instanceof SocketPacket.Disconnect) {
      socket.close(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, "");
    } else {
      violate(kind(packet) + " from a client");
    }
  }

  private void onConnect(SocketPacket.Connect packet) {
    switch (revision) {
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
      fail(String.valueOf(e.getMessage()));
      return;
    }
    // The decoder's limit left room for the query.
    int most = server.engine().options().limits().maxNamespaceLength();
    if (asked.namespace().length() > most) {
      fail("expected a namespace of at most %d characters, got a longer one".formatted(most));
    } else {
      onConnect(asked.namespace(), handshake(asked.parameters()));
    }
  }

  private RealHandshake handshake(Map<String, String> namespaceQuery) {
    Args auth = server.codec().object(namespaceQuery);
    return RealHandshake.ofNamespaceQuery(session, namespaceQuery, auth, now());
  }

  private Instant now() {
    return Instant.ofEpochMilli(server.timers().currentTimeMillis());
  }

  private void onConnect(String name, RealHandshake handshake) {
    if (sockets.containsKey(name) || lookups.containsKey(name)) {
      violate("CONNECT to a namespace that is joined already, or being joined");
    } else if (!server.namespaces().mayExist(name)) {
      refuse(name, NamespaceLookup.INVALID);
    } else if (isFull()) {
      server.observer().limitHit("maxNamespacesPerConnection", "a CONNECT was refused");
      refuse(name, NamespaceLookup.TOO_MANY);
    } else {
      RealNamespace namespace = server.namespaces().enterOpen(name);
      if (namespace == null) {
        lookups.put(name, NamespaceLookup.begin(this, name, handshake));
      } else {
        open(namespace, handshake);
      }
    }
  }

  /** The namespace that a client asked for was found and entered; null if it was not. */
  void onLookedUp(NamespaceLookup lookup, @Nullable RealNamespace namespace, String refusal) {
    assert isCurrent();
    lookups.remove(lookup.name(), lookup);
    if (namespace == null) {
      refuse(lookup.name(), refusal);
    } else if (closing) {
      server.namespaces().leave(namespace);
    } else {
      open(namespace, lookup.handshake());
    }
  }

  void onLookupTimeout(NamespaceLookup lookup) {
    assert isCurrent();
    lookups.remove(lookup.name(), lookup);
    departing.incrementAndGet();
    lookupLane().execute(this::onDeparted);
    refuse(lookup.name(), NamespaceLookup.INVALID);
    closeIfUnused();
  }

  /** Begins with a socket in a namespace that was entered for it; the socket leaves it. */
  private void open(RealNamespace namespace, RealHandshake handshake) {
    left.remove(namespace.name());
    admit(namespace, handshake, findClaim(namespace, handshake));
  }

  private void admit(RealNamespace namespace, RealHandshake handshake, @Nullable Claim claim) {
    RealSocket socket = new RealSocket(this, namespace, handshake, claim);
    server.onSocketCreated(socket);
    sockets.put(namespace.name(), socket);
    ConnectionGate.open(socket);
  }

  /** What the client says that it left behind; null if it says nothing, or nothing is there. */
  private @Nullable Claim findClaim(RealNamespace namespace, RealHandshake handshake) {
    Recovery recovery = namespace.recovery();
    Map<String, @Nullable Object> auth =
        recovery == null || revision != ProtocolRevision.FIVE ? Map.of() : bindAuth(handshake);
    if (recovery == null || !(auth.get("pid") instanceof String pid)) {
      return null;
    }
    ConnectionState state = recovery.find(pid);
    RealSocket former = state == null ? null : state.lastSocket();
    if (state == null || former == null || former.session() == session) {
      server.observer().recoveryFailed(session, namespace.name(), RecoveryFailure.UNKNOWN_SESSION);
      return null;
    }
    String offset = auth.get("offset") instanceof String text ? text : null;
    return new Claim(state, former, pid, offset, recovery.options().skipMiddlewares());
  }

  /** Empty if the codec cannot bind it, which is for those to find out who ask for it. */
  private static Map<String, @Nullable Object> bindAuth(RealHandshake handshake) {
    try {
      return handshake.auth();
    } catch (ArgumentException mismatch) {
      return Map.of();
    }
  }

  /**
   * What a socket wanted to take over is not to be had: the same client gets a new one in the
   * namespace, which was entered for it.
   */
  void startAfresh(RealNamespace namespace, RealHandshake handshake, RecoveryFailure reason) {
    assert isCurrent();
    server.observer().recoveryFailed(session, namespace.name(), reason);
    if (closing) {
      server.namespaces().leave(namespace);
    } else {
      admit(namespace, handshake, null);
    }
  }

  /** The client is back on another connection, so this one is dead. */
  void onTakenOver() {
    assert isCurrent();
    if (!closing) {
      closing = true;
      closeSockets(DisconnectReason.TRANSPORT_CLOSE, "the client came back on another connection");
      session.discard();
    }
  }

  private boolean isFull() {
    int busy = departing.get();
    return busy >= MOST_DEPARTING
        || sockets.size() + lookups.size() + busy >= server.options().maxNamespacesPerConnection();
  }

  private void refuse(String name, String message) {
    Args payload = Args.of(Map.of("message", message));
    PacketGroup refusal =
        encode(server.codec()::encode, new SocketPacket.ConnectError(name, payload));
    if (refusal != null) {
      session.send(refusal);
      server.observer().connectRefused(session, name, message);
    }
  }

  /**
   * Encodes a packet that no call of a program is behind, which could be told that the parser
   * fails: so this connection ends. Null then.
   */
  @Nullable PacketGroup encode(Function<SocketPacket, PacketGroup> encoder, SocketPacket packet) {
    assert isCurrent();
    try {
      return encoder.apply(packet);
    } catch (RuntimeException | StackOverflowError e) { // A parser that the application brought.
      onParserFailed(e);
      return null;
    }
  }

  private void onParserFailed(Throwable failure) {
    fail("the parser failed: " + failure);
  }

  private void onAck(RealSocket socket, SocketPacket.Ack ack) {
    if (socket.onAck(ack) == PendingAcks.Outcome.UNKNOWN) {
      server.observer().badAck(socket, ack.id());
      badAcks++;
      if (badAcks > server.options().maxBadAcks()) {
        server.observer().limitHit("maxBadAcks", "a connection was closed");
        violate("acks that nobody waits for");
      }
    }
  }

  @Override
  public void onClose(CloseReason reason, String detail) {
    assert isCurrent();
    closing = true;
    endConnectTimeout();
    endReassembly();
    closeSockets(disconnectReason(reason), detail);
    server.onClientGone(this, joined);
  }

  private static DisconnectReason disconnectReason(CloseReason reason) {
    return switch (reason) {
      case TRANSPORT_CLOSE -> DisconnectReason.TRANSPORT_CLOSE;
      case TRANSPORT_ERROR -> DisconnectReason.TRANSPORT_ERROR;
      case PING_TIMEOUT -> DisconnectReason.PING_TIMEOUT;
      case PARSE_ERROR -> DisconnectReason.PARSE_ERROR;
      case FORCED_CLOSE -> DisconnectReason.FORCED_CLOSE;
    };
  }

  private void closeSockets(DisconnectReason reason, String detail) {
    lookups.values().forEach(NamespaceLookup::abandon);
    lookups.clear();
    List.copyOf(sockets.values()).forEach(socket -> socket.close(reason, detail));
  }

  // -- packets that take too long, or too much

  private void awaitAttachments() {
    server.reassembly().hold(this, decoder.pendingBytes());
    if (reassemblyAlarm == null) {
      Timers.Alarm[] mine = new Timers.Alarm[1];
      mine[0] =
          server
              .timers()
              .schedule(
                  server.options().reassemblyTimeout(),
                  () -> session.mailbox().execute(() -> onReassemblyTimeout(mine)));
      reassemblyAlarm = mine[0];
    }
  }

  private void endReassembly() {
    if (reassemblyAlarm != null) {
      reassemblyAlarm.cancel();
      reassemblyAlarm = null;
      server.reassembly().release(this);
    }
  }

  private void onReassemblyTimeout(Timers.Alarm[] rang) {
    if (reassemblyAlarm == rang[0] && !closing) { // or else that packet is complete by now
      server.observer().limitHit("reassemblyTimeout", "a connection was closed");
      fail("attachments are missing for too long");
    }
  }

  /** This client holds most of too much. Any thread. */
  void onReassemblyBudgetExceeded() {
    session
        .mailbox()
        .execute(
            () -> {
              server.observer().limitHit("maxReassemblyBytes", "a connection was closed");
              fail("all connections together wait for too many attachments");
            });
  }

  private void endConnectTimeout() {
    if (connectAlarm != null) {
      connectAlarm.cancel();
      connectAlarm = null;
    }
  }

  private void onConnectTimeout() {
    if (!joined && !closing) {
      server.observer().protocolViolated(session, "expected a CONNECT within connectTimeout");
      closeConnection();
    }
  }

  // -- what the sockets report

  void onJoined() {
    assert isCurrent();
    if (!joined) {
      joined = true;
      endConnectTimeout();
      server.onClientJoined();
    }
  }

  void onLeft(RealSocket socket) {
    assert isCurrent();
    sockets.remove(socket.namespace().name(), socket);
    departing.incrementAndGet();
  }

  /** The listeners of a socket that has left are done. Any thread. */
  void onDeparted() {
    departing.decrementAndGet();
  }

  /** The server disconnects a socket, which the client does not know yet. */
  void onLeaving(RealSocket socket) {
    assert isCurrent();
    left.add(socket.namespace().name());
    if (left.size() > server.options().maxNamespacesPerConnection()) {
      left.remove(
          left.iterator().next()); // A client may ask for ever new names, but not for memory.
    }
  }

  // -- closing

  /** Disconnects all sockets and tells the client, then closes the connection. */
  void disconnectAll() {
    assert isCurrent();
    List.copyOf(sockets.values()).forEach(RealSocket::disconnectFromNamespace);
    closeConnection();
  }

  /** Closes the connection if the client is in no namespace, nor waits to get into one. */
  void closeIfUnused() {
    if (sockets.isEmpty() && lookups.isEmpty()) {
      closeConnection();
    }
  }

  /**
   * Closes the connection. Its sockets see {@code forced close} if the transport can be closed now,
   * or else {@code forced server close}, as in section 3.5 of the behaviour spec.
   */
  void closeConnection() {
    assert isCurrent();
    if (!closing) {
      closing = true;
      session.close();
      // Comes after the engine's own step.
      session
          .mailbox()
          .execute(
              () -> closeSockets(DisconnectReason.FORCED_SERVER_CLOSE, "closed by the server"));
    }
  }

  /** The server stops: the sockets are told, and the connection is left to the engine. */
  void shutDown() {
    assert isCurrent();
    closing = true;
    closeSockets(DisconnectReason.SERVER_SHUTTING_DOWN, "");
  }

  /** A packet cannot be read. */
  private void fail(String detail) {
    if (!closing) {
      closing = true;
      server.observer().protocolViolated(session, detail);
      session.fail(CloseReason.PARSE_ERROR, detail);
    }
  }

  /** A packet does not fit the state. */
  private void violate(String detail) {
    server.observer().protocolViolated(session, detail);
    closeConnection();
  }

  private static String kind(SocketPacket packet) {
    return packet.getClass().getSimpleName();
  }

  private boolean isCurrent() {
    return session.mailbox().isCurrent();
  }
}
