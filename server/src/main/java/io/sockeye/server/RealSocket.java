package io.sockeye.server;

import io.sockeye.ArgumentException;
import io.sockeye.DisconnectReason;
import io.sockeye.concurrent.Fatal;
import io.sockeye.concurrent.Fields;
import io.sockeye.concurrent.SerialExecutor;
import io.sockeye.events.EmitFlags;
import io.sockeye.events.PendingAcks;
import io.sockeye.events.Recipient;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.BroadcastAcks;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.SocketSnapshot;
import io.sockeye.server.engine.EngineSession;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A socket of this server.
 *
 * <p>It stands between two queues. What happens to it (admission, packets, the end) happens in the
 * mailbox of its session, which never waits; what the program does about it happens on its lane,
 * which may. The mailbox hands to the lane in order: the connection listeners, then each event,
 * then the disconnection. So a listener that blocks holds up its own socket only, and no event is
 * seen before the connection or after the disconnection.
 *
 * <p>What the program asks for (emit, join, disconnect) comes from any thread. It reads the state,
 * which only the mailbox writes, and either goes through the session, which puts it in order, or is
 * kept in a class that is shared on purpose ({@link OutgoingPackets}, {@link SocketRooms}, {@link
 * ListenerSet}).
 */
final class RealSocket implements ListeningSocket, SendingSocket, LocalSocket, Recipient {
  /**
   * The life of a socket.
   *
   * <pre>
   *     CONNECTING --admitted--> CONNECTED --close--> DISCONNECTED
   *          \____________refused, close_____________/
   * </pre>
   */
  private enum State {
    CONNECTING,
    CONNECTED,
    DISCONNECTED
  }

  private static final VarHandle LISTENERS =
      Fields.of(MethodHandles.lookup(), "listeners", ListenerSet.class);

  private final String id;
  private final Client client;
  private final RealNamespace namespace;
  private final RealHandshake handshake;
  private final EngineSession session;
  private final SerialExecutor lane;
  private final SocketData data;

  /** Null until the first is added: many sockets have those of their namespace only. */
  private volatile @Nullable ListenerSet listeners;

  private final SocketRooms rooms;
  private final IncomingEvents incoming;
  private final OutgoingPackets outgoing;

  /** Null unless it may come back. */
  private final @Nullable SocketRecovery recovery;

  private volatile @Nullable Object principal;

  /** Null unless middlewares are being asked; touched in the mailbox only. */
  private @Nullable ConnectionGate gate;

  /** Written in the mailbox only. */
  private volatile State state = State.CONNECTING;

  /** Whether the program disconnects it. */
  private volatile boolean expelled;

  /** Empty until the socket is disconnected, and if nothing is known. */
  private volatile String disconnectDetail = "";

  /**
   * A socket to be admitted.
   *
   * @param claim what an earlier socket of the client left behind; null if it starts afresh
   */
  RealSocket(
      Client client, RealNamespace namespace, RealHandshake handshake, @Nullable Claim claim) {
    RealServer server = namespace.server();
    this.client = client;
    this.namespace = namespace;
    this.handshake = handshake;
    this.session = client.session();
    this.recovery = SocketRecovery.of(this, namespace, claim);
    this.id =
        recovery == null ? client.revision().socketId(session, namespace.name()) : recovery.id();
    this.data = claim != null ? claim.data() : new SocketData();
    this.principal = claim != null ? claim.restoredPrincipal() : null;
    this.lane = SerialExecutor.lane(server.handlers());
    this.rooms =
        new SocketRooms(
            this,
            recovery == null ? this : recovery.member(),
            namespace.adapter(),
            server.options().maxRoomsPerSocket());
    this.incoming = new IncomingEvents(this, client.backlog());
    this.outgoing = new OutgoingPackets(this, recovery);
  }

  // -- the life of the socket, in the mailbox

  /** It wants to be admitted. */
  void open() {
    assert mailbox().isCurrent();
    ConnectionGate asking = ConnectionGate.of(this);
    if (asking == null) {
      onAdmitted();
    } else {
      gate = asking;
      asking.open();
    }
  }

  private void closeGate() {
    if (gate != null) {
      gate.close();
      gate = null;
    }
  }

  /** The middlewares let it in. Ignored if the client has gone meanwhile. */
  void onAdmitted() {
    assert mailbox().isCurrent();
    closeGate();
    if (state != State.CONNECTING) {
      return;
    }
    if (recovery == null) {
      connect();
    } else {
      recovery.onAdmitted();
    }
  }

  /** It is let in, and all that it begins with is its own: the client is told. */
  void connect() {
    assert mailbox().isCurrent();
    Map<String, Object> payload = recovery == null ? Map.of("sid", id) : recovery.connectPayload();
    PacketGroup connect =
        client.encode(
            namespace::encode,
            new SocketPacket.Connect(namespace.name(), client.revision().connectAnswer(payload)));
    if (connect == null) {
      return;
    }
    // Ahead of all that is broadcast from now on.
    state = State.CONNECTED;
    if (recovery == null) {
      session.send(connect);
    } else {
      recovery.connect(connect);
    }
    outgoing.release();
    namespace.onConnected(this);
    if (!rooms.open()) {
      observer().limitHit("maxRoomsPerSocket", "rooms that middlewares joined were left out");
    }
    client.onJoined();
    observer().socketConnected(this);
    lane.execute(() -> namespace.socketEvents().tellConnected(this));
  }

  /** An authenticator knows who it is; on the lane. */
  void onAuthenticated(Object who) {
    principal = who;
    if (recovery != null) {
      recovery.onAuthenticated(who);
    }
  }

  /** The socket is disconnected. Ignored if it is already: the first reason counts. */
  void close(DisconnectReason reason, String detail) {
    assert mailbox().isCurrent();
    if (state == State.DISCONNECTED) {
      return;
    }
    boolean wasConnected = state == State.CONNECTED;
    state = State.DISCONNECTED;
    closeGate();
    disconnectDetail = detail;
    new Disconnection(this, reason, wasConnected).begin(recovery);
  }

  /** An event came. */
  void onEvent(SocketPacket.Event event, long size) {
    assert mailbox().isCurrent();
    incoming.add(event, size);
  }

  /** An event came that must reach no listener, for it is one too many. */
  void onEventDropped(SocketPacket.Event event, long size, RateLimitedException cause) {
    assert mailbox().isCurrent();
    incoming.drop(event, size, cause);
  }

  /** An ack came. */
  PendingAcks.Outcome onAck(SocketPacket.Ack ack) {
    assert mailbox().isCurrent();
    return outgoing.onAnswer(ack);
  }

  // -- what programs ask for, on any thread

  @Override
  public void deliver(SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options) {
    if (recovery != null) {
      recovery.onDelivered(event);
    }
    outgoing.deliver(event, encoded, options.asVolatile());
  }

  @Override
  public void deliver(
      SocketPacket.Event event, PacketGroup encoded, BroadcastOptions options, BroadcastAcks acks) {
    if (outgoing.awaitAnswer(event, options, acks)) {
      outgoing.deliver(event, encoded, options.asVolatile());
    }
  }

  @Override
  public SocketSnapshot snapshot() {
    return new SocketSnapshot(
        id, handshake.toMap(), rooms(), new LinkedHashMap<String, @Nullable Object>(data.toMap()));
  }

  @Override
  public void disconnect(boolean close) {
    incoming.drop();
    if (recovery == null) {
      disconnectNow(close);
    } else {
      recovery.disconnect(close);
    }
  }

  /** The same, without regard to what was sent before. Any thread. */
  void disconnectNow(boolean close) {
    expelled = true;
    incoming.drop();
    mailbox()
        .execute(
            () -> {
              if (close) {
                client.disconnectAll();
              } else {
                disconnectFromNamespace();
              }
            });
  }

  /** Disconnects the socket and tells the client; in the mailbox. */
  void disconnectFromNamespace() {
    assert mailbox().isCurrent();
    if (state == State.CONNECTING) {
      ConnectRefusal.send(this);
    } else if (state == State.CONNECTED) {
      incoming.drop();
      PacketGroup leave =
          client.encode(namespace::encode, new SocketPacket.Disconnect(namespace.name()));
      if (leave == null) {
        return;
      }
      session.send(leave);
      client.onLeaving(this);
      close(DisconnectReason.SERVER_NAMESPACE_DISCONNECT, "");
    }
  }

  /** Calls a listener; what it throws goes to the observer. On the lane. */
  void call(String event, Call listener) {
    try {
      listener.run();
    } catch (Throwable e) {
      onListenerFailed(event, e);
    }
  }

  /** Code of the program. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  /**
   * A listener threw: that is told, and the connection lives, unless the JVM itself is in trouble.
   * A stack that ran full is not such trouble, for it is empty again.
   */
  @Override
  public void onListenerFailed(String event, Throwable failure) {
    observer().listenerFailed(this, event, failure);
    if (Fatal.isFatal(failure)) {
      mailbox().execute(client::closeConnection);
    }
    Fatal.rethrow(failure);
  }

  @Override
  public void onAnswering(CompletionStage<?> end) {
    client.backlog().onAnswering(end);
  }

  @Override
  public void onArgumentsRefused(String event, ArgumentException cause) {
    incoming.refuse(event, cause);
  }

  // -- what it is

  @Override
  public String id() {
    return id;
  }

  @Override
  public RealHandshake handshake() {
    return handshake;
  }

  @Override
  public SocketData data() {
    return data;
  }

  @Override
  public RealNamespace namespace() {
    return namespace;
  }

  @Override
  public boolean isConnected() {
    return state == State.CONNECTED;
  }

  @Override
  public boolean recovered() {
    return claim() != null;
  }

  @Override
  public Optional<Object> principal() {
    return Optional.ofNullable(principal);
  }

  @Override
  public <P> P principal(Class<P> type) {
    return type.cast(
        principal()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no principal: no authenticator of "
                            + namespace.name()
                            + " returned one")));
  }

  /** Whether it is let in without asking the middlewares, for they let in its client before. */
  boolean skipsMiddlewares() {
    Claim claim = claim();
    return claim != null && claim.skipsMiddlewares();
  }

  private @Nullable Claim claim() {
    return recovery == null ? null : recovery.claim();
  }

  /** Whether the program disconnects it, or did. */
  boolean isExpelled() {
    return expelled;
  }

  /** Whether it is still to be admitted. */
  boolean isConnecting() {
    return state == State.CONNECTING;
  }

  /** Whether it is disconnected, or was never connected and never will be. */
  boolean isDisconnected() {
    return state == State.DISCONNECTED;
  }

  @Override
  public boolean isWritable() {
    return isConnected() && session.isWritable();
  }

  @Override
  public CompletionStage<Void> onDrain() {
    return AwaitedDrain.of(this);
  }

  @Override
  public EngineSession session() {
    return session;
  }

  @Override
  public Optional<String> disconnectDetail() {
    return Optional.of(disconnectDetail).filter(detail -> !detail.isEmpty());
  }

  @Override
  public ListenerSet listeners() {
    ListenerSet present = listeners;
    if (present != null) {
      return present;
    }
    ListenerSet created = new ListenerSet();
    return LISTENERS.compareAndSet(this, null, created) ? created : listeners();
  }

  /** The listeners that were added, to be called; nothing is added here. */
  ListenerSet heard() {
    ListenerSet present = listeners;
    return present == null ? ListenerSet.NONE : present;
  }

  @Override
  public SocketRooms membership() {
    return rooms;
  }

  @Override
  public EmitFlags flags() {
    return server().emitFlags();
  }

  Client client() {
    return client;
  }

  @Override
  public OutgoingPackets outgoing() {
    return outgoing;
  }

  RealServer server() {
    return namespace.server();
  }

  ServerObserver observer() {
    return server().observer();
  }

  SerialExecutor mailbox() {
    return session.mailbox();
  }

  SerialExecutor lane() {
    return lane;
  }

  /** What recovery does to a socket that may come back. */
  SocketRecovery recovery() {
    return Objects.requireNonNull(recovery, "recovery");
  }

  @Override
  public String toString() {
    return "Socket[" + client.revision().shownId(session, id) + ", " + namespace.name() + "]";
  }
}
