package io.sockeye.server;

import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.concurrent.Timers;
import io.sockeye.events.PendingAcks;
import io.sockeye.protocol.engineio.EnginePacket;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.engine.CloseReason;
import io.sockeye.server.engine.EngineSession;
import io.sockeye.server.engine.SessionReceiver;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
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
  private final RealServer server;
  private final EngineSession session;
  private final ProtocolRevision revision;
  private final IncomingPackets packets;
  private final ClientBacklog backlog;
  private final Joining joining;

  /** Null without an {@code eventRateLimiter}. */
  private final @Nullable EventGate gate;

  /** Ends the wait for the first CONNECT; null once it is over. */
  private Timers.@Nullable Alarm connectAlarm;

  /** By namespace; those that are still to be admitted, too. */
  private final Map<String, RealSocket> sockets = new HashMap<>(2);

  /**
   * Namespaces that the server disconnected, and the client has not asked for again; null if there
   * were none.
   */
  private @Nullable Set<String> left;

  private int badAcks;

  /** For how many reasons the session is not read now. */
  private byte pauses;

  /** Whether the client has ever been in a namespace. */
  private boolean joined;

  /** Whether nothing is taken from the session any more. */
  private boolean closing;

  /** Null unless the server stops and it is this client's turn. */
  private @Nullable Departure departure;

  Client(RealServer server, EngineSession session) {
    assert session.mailbox().isCurrent();
    ServerOptions options = server.options();
    this.server = server;
    this.session = session;
    this.revision = ProtocolRevision.of(session);
    this.packets = new IncomingPackets(this);
    this.backlog = new ClientBacklog(this);
    this.joining = new Joining(this);
    this.gate = server.gateOf(this);
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

  Joining joining() {
    return joining;
  }

  ClientBacklog backlog() {
    return backlog;
  }

  // -- what the session brings

  /** The session is open, and this client takes what it brings. */
  void begin() {
    assert isCurrent();
    joining.begin();
  }

  @Override
  public void onMessage(EnginePacket message) {
    assert isCurrent();
    if (gate == null || !gate.holds(message)) {
      take(message);
    }
  }

  /** Takes a message whose turn it is. */
  void take(EnginePacket message) {
    assert isCurrent();
    if (!closing) {
      packets.add(message);
    }
  }

  /** A packet is whole, after so many bytes. */
  void onPacket(SocketPacket packet, long size) {
    assert isCurrent();
    if (departure != null
        && !(packet instanceof SocketPacket.Ack || packet instanceof SocketPacket.Disconnect)) {
      return; // As if it had come too late to be read.
    }
    if (packet instanceof SocketPacket.Connect connect) {
      joining.onConnect(connect);
      return;
    }
    String namespace = revision.namespaceOf(packet);
    RealSocket socket = sockets.get(namespace);
    if (socket == null && left != null && left.contains(namespace)) {
      return;
    }
    if (socket == null || !socket.isConnected()) {
      violate("%s in a namespace that is not joined".formatted(kind(packet)));
    } else if (packet instanceof SocketPacket.Event event) {
      if (gate == null || gate.admits(socket, event, size)) {
        socket.onEvent(event, size);
      }
    } else if (packet instanceof SocketPacket.Ack ack) {
      onAck(socket, ack);
    } else if (packet instanceof SocketPacket.Disconnect) {
      socket.close(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT, "");
    } else {
      violate(kind(packet) + " from a client");
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

  /** The parser is one that the application brought. */
  void onParserFailed(Throwable failure) {
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
    packets.close();
    if (gate != null) {
      gate.close();
    }
    closeSockets(disconnectReason(reason), detail);
    server.onClientGone(this, joined);
  }

  @Override
  public void onDrain() {
    assert isCurrent();
    sockets.values().forEach(socket -> socket.outgoing().onDrained());
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
    joining.abandon();
    List.copyOf(sockets.values()).forEach(socket -> socket.close(reason, detail));
  }

  // -- a client that joins nothing

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

  // -- what joining needs

  /** Whether the client is in a namespace, or being admitted to it. */
  boolean isIn(String namespace) {
    assert isCurrent();
    return sockets.containsKey(namespace);
  }

  int socketCount() {
    assert isCurrent();
    return sockets.size();
  }

  Collection<RealSocket> sockets() {
    assert isCurrent();
    return sockets.values();
  }

  /** A socket begins; what comes for its namespace is its own from now on. */
  void add(RealSocket socket) {
    assert isCurrent();
    if (left != null) {
      left.remove(socket.namespace().name());
    }
    sockets.put(socket.namespace().name(), socket);
  }

  /** Whether nothing is taken from the session any more, or nothing new. */
  boolean isClosing() {
    assert isCurrent();
    return closing || departure != null;
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
    if (gate != null) {
      gate.onLeft(socket);
    }
    joining.onLeft();
  }

  /** The server disconnects a socket, which the client does not know yet. */
  void onLeaving(RealSocket socket) {
    assert isCurrent();
    if (left == null) {
      left = new LinkedHashSet<>(2);
    }
    left.add(socket.namespace().name());
    if (left.size() > server.options().maxNamespacesPerConnection()) {
      left.remove(
          left.iterator().next()); // A client may ask for ever new names, but not for memory.
    }
  }

  // -- reading

  /** Reads nothing more from the session, for one reason more. */
  void pauseReading() {
    assert isCurrent();
    if (pauses++ == 0) {
      session.pauseReading();
    }
  }

  /** One reason not to read is gone. */
  void resumeReading() {
    assert isCurrent();
    if (--pauses == 0) {
      session.resumeReading();
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
    assert isCurrent();
    if (sockets.isEmpty() && !joining.isLooking()) {
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

  // -- the server stops

  /** It is this client's turn to go. Completes when its session is closed. */
  CompletionStage<Void> depart() {
    assert isCurrent();
    if (departure == null) {
      joining.abandon();
      List.copyOf(sockets.values()).stream()
          .filter(RealSocket::isConnecting)
          .forEach(each -> each.close(DisconnectReason.SERVER_SHUTTING_DOWN, ""));
      departure = new Departure(this);
      departure.begin();
    }
    return departure.done();
  }

  /** This client goes now, whatever it still has to do. */
  CloseReport departNow() {
    assert isCurrent();
    if (departure == null) {
      departure = new Departure(this);
    }
    return departure.giveUp();
  }

  /** The sockets are told that the server stops, and nothing is taken from the session any more. */
  void endByShutdown() {
    assert isCurrent();
    closing = true;
    closeSockets(DisconnectReason.SERVER_SHUTTING_DOWN, "");
  }

  /** All answers that waited for stages of listeners are sent. */
  void onAnswered() {
    assert isCurrent();
    if (departure != null) {
      departure.onProgress();
    }
  }

  /** A packet cannot be read. */
  void fail(String detail) {
    assert isCurrent();
    if (!closing) {
      closing = true;
      server.observer().protocolViolated(session, detail);
      session.fail(CloseReason.PARSE_ERROR, detail);
    }
  }

  /** A packet does not fit the state. */
  void violate(String detail) {
    assert isCurrent();
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
