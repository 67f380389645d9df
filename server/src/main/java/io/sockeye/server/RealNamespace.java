package io.sockeye.server;

import io.sockeye.Ack;
import io.sockeye.Args;
import io.sockeye.concurrent.Fatal;
import io.sockeye.concurrent.Timers;
import io.sockeye.events.Arguments;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.json.JacksonJson;
import io.sockeye.protocol.socketio.ReservedEvents;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.adapter.LocalSocket;
import io.sockeye.server.adapter.RecoveryStore;
import io.sockeye.server.adapter.RoomEvents;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A namespace of this server. Shared on purpose: its table of sockets shows those that are
 * connected now, and a socket appears in it before its connection listeners run and disappears
 * before its disconnection listeners do.
 */
final class RealNamespace implements ListeningNamespace, ForwardingOperator, LocalNode {
  /** What the adapter's store keeps is not in a log of ours. */
  private static final long NO_POSITION = -1;

  private final RealServer server;
  private final String name;

  /** Null if it has none. */
  private final @Nullable RealParentNamespace parent;

  private final Map<String, String> variables;
  private final Occupancy occupancy;

  /** Completes when clients may enter; fails if they never may. */
  private final CompletableFuture<Void> opened = new CompletableFuture<>();

  private final Adapter adapter;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final BroadcastOperator everybody;
  private final Map<String, RealSocket> sockets = new ConcurrentHashMap<>();
  private final AtomicInteger nextAckId = new AtomicInteger();

  private final NamespaceListeners listeners = new NamespaceListeners();

  /** Null unless the connection state can be recovered, and is kept by this server alone. */
  private final @Nullable Recovery recovery;

  /** Null unless the connection state can be recovered, and is kept for all servers. */
  private final @Nullable SharedRecovery shared;

  private final SocketEvents socketEvents;
  private final ServerSideEvents serverSide;
  private final NotedRoomEvents roomEvents;
  private final ObservedCluster clusterEvents;

  @SuppressWarnings("this-escape") // the adapter and the operator keep it for later
  RealNamespace(
      RealServer server, String name, @Nullable RealParentNamespace parent, Occupancy occupancy) {
    this.server = server;
    this.name = name;
    this.parent = parent;
    this.variables = parent == null ? Map.of() : parent.rule().variables(name);
    this.occupancy = occupancy;
    this.socketEvents =
        new SocketEvents(
            parent == null ? List.of(listeners) : List.of(parent.listeners(), listeners));
    this.serverSide = new ServerSideEvents(this);
    this.roomEvents = new NotedRoomEvents(this);
    this.clusterEvents = new ObservedCluster(this);
    this.everybody = new RealBroadcastOperator(this, BroadcastOptions.everybody());
    this.adapter = server.options().adapter().create(this);
    ConnectionStateRecovery kept = server.options().connectionStateRecovery().orElse(null);
    RecoveryStore store = kept == null ? null : adapter.recoveryStore().orElse(null);
    this.shared = kept == null || store == null ? null : new SharedRecovery(this, kept, store);
    this.recovery = kept == null || store != null ? null : new Recovery(this, kept);
  }

  // -- what programs see

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, String> variables() {
    return variables;
  }

  @Override
  public BroadcastOperator everybody() {
    return everybody;
  }

  @Override
  public NamespaceListeners listeners() {
    return listeners;
  }

  @Override
  public void serverSideEmit(String event, @Nullable Object... args) {
    adapter.serverSideEmit(ServerSideEvents.checked(event), Args.of(args));
  }

  @Override
  public CompletableFuture<List<Args>> serverSideEmitWithAck(
      String event, @Nullable Object... args) {
    return serverSide.ask(event, Args.of(args), answer -> answer);
  }

  @Override
  public <T> CompletableFuture<List<T>> serverSideEmitWithAck(
      String event, Class<T> answer, @Nullable Object... args) {
    return serverSide.ask(event, Args.of(args), came -> Arguments.bind(came, 0, answer));
  }

  @Override
  public CompletableFuture<Integer> serverCount() {
    return server.onHandlers(adapter.serverCount());
  }

  @Override
  public Collection<Socket> sockets() {
    return List.copyOf(sockets.values());
  }

  @Override
  public Optional<Socket> socket(String id) {
    return Optional.ofNullable(sockets.get(id));
  }

  // -- what the adapter sees

  @Override
  public String namespace() {
    return name;
  }

  @Override
  public int maxRoomsPerSocket() {
    return server.options().maxRoomsPerSocket();
  }

  @Override
  public SocketPacket.Event stamp(SocketPacket.Event event, BroadcastOptions options) {
    return stamp(event, options.asVolatile(), options.compress());
  }

  /** The same for an event to one socket. */
  SocketPacket.Event stamp(SocketPacket.Event event, boolean asVolatile, boolean compress) {
    return recovery == null ? event : recovery.stamp(event, asVolatile, compress);
  }

  @Override
  public SocketPacket.Event stamp(
      SocketPacket.Event event, BroadcastOptions options, String offset) {
    if (shared == null) {
      return stamp(event, options);
    }
    if (options.asVolatile() || event.ackId() != SocketPacket.NO_ID) {
      return event;
    }
    Args stamped = new StampedArgs(event.args(), NO_POSITION, offset, options.compress());
    return new SocketPacket.Event(event.namespace(), event.name(), stamped);
  }

  @Override
  public boolean keepsState() {
    return server.options().connectionStateRecovery().isPresent();
  }

  @Override
  public PacketGroup encode(SocketPacket packet) {
    PacketGroup encoded = server.codec().encode(packet);
    server.engine().options().outbound().check(encoded); // Before anything is kept or sent of it.
    if (recovery != null) {
      recovery.keep(packet, encoded);
    }
    return encoded;
  }

  @Override
  public RoomEvents roomEvents() {
    return roomEvents;
  }

  @Override
  public Optional<JacksonJson> json() {
    return server
        .options()
        .json()
        .filter(JacksonJson.class::isInstance)
        .map(JacksonJson.class::cast);
  }

  @Override
  public ObservedCluster clusterEvents() {
    return clusterEvents;
  }

  @Override
  public Timers timers() {
    return server.timers();
  }

  @Override
  public Executor executor() {
    return server.threads();
  }

  @Override
  public void onServerSideEmit(String event, Args args, Ack ack) {
    serverSide.deliver(event, args, ack);
  }

  /** Below 2^31, for clients that read it as an int (section 9, item 4 of the behaviour spec). */
  @Override
  public long nextAckId() {
    return nextAckId.getAndUpdate(id -> id == Integer.MAX_VALUE ? 0 : id + 1);
  }

  // -- what the table of namespaces sees

  Occupancy occupancy() {
    return occupancy;
  }

  Optional<RealParentNamespace> parent() {
    return Optional.ofNullable(parent);
  }

  /** Whether each client is judged by the parent before it may enter. */
  boolean judgesClients() {
    return parent != null && parent.rule().judgesClients();
  }

  /** Clients may enter from now on. */
  void open() {
    opened.complete(null);
  }

  /** Clients may never enter. */
  void fail(Throwable failure) {
    opened.completeExceptionally(failure);
  }

  boolean isOpen() {
    return opened.isDone() && !opened.isCompletedExceptionally();
  }

  /** Whether clients may never enter. */
  boolean hasFailed() {
    return opened.isCompletedExceptionally();
  }

  CompletionStage<Void> opened() {
    return opened;
  }

  // -- what its parts see

  /** The listeners of the parent, if there is one, and then its own. */
  List<NamespaceListeners> allListeners() {
    return socketEvents.listeners();
  }

  /** What it tells them of its sockets. */
  SocketEvents socketEvents() {
    return socketEvents;
  }

  /** A listener that belongs to no socket threw. */
  void onListenerFailed(String event, Throwable failure) {
    server.observer().namespaceListenerFailed(this, event, failure);
    Fatal.rethrow(failure);
  }

  // -- what the sockets see

  RealServer server() {
    return server;
  }

  Adapter adapter() {
    return adapter;
  }

  /** Null unless the connection state can be recovered, and is kept by this server alone. */
  @Nullable Recovery recovery() {
    return recovery;
  }

  /** Null unless the connection state can be recovered, and is kept for all servers. */
  @Nullable SharedRecovery sharedRecovery() {
    return shared;
  }

  /** The connected socket that an adapter knows in one way or the other. */
  static Optional<RealSocket> socketOf(LocalSocket known) {
    return known instanceof ConnectionState state
        ? state.socket()
        : Optional.of((RealSocket) known);
  }

  /** Whether a name is the id of a socket that is connected, or may come back. */
  boolean isSocketId(String room) {
    return sockets.containsKey(room)
        || (recovery != null && recovery.knows(room))
        || (shared != null && shared.knows(room));
  }

  /** Frees what it holds, once. */
  CompletionStage<Void> close() {
    if (!closed.compareAndSet(false, true)) {
      return CompletableFuture.completedStage(null);
    }
    if (recovery != null) {
      recovery.close();
    }
    return shared == null ? adapter.close() : shared.close().thenCompose(saved -> adapter.close());
  }

  void onConnected(RealSocket socket) {
    sockets.put(socket.id(), socket);
  }

  void onDisconnected(RealSocket socket) {
    sockets.remove(socket.id(), socket);
  }

  /**
   * An event for the wire.
   *
   * @throws IllegalArgumentException if the name is reserved
   */
  SocketPacket.Event event(String event, Args args, long ackId) {
    checkEvent(event);
    return new SocketPacket.Event(name, event, args, ackId);
  }

  /**
   * The name of an event to be sent.
   *
   * @throws IllegalArgumentException if it is reserved
   */
  static void checkEvent(String event) {
    if (ReservedEvents.contains(event)) {
      throw new IllegalArgumentException("\"%s\" is a reserved event name".formatted(event));
    }
  }

  /**
   * Names of rooms to be joined.
   *
   * @throws IllegalArgumentException if one is too long
   */
  List<String> checkedRooms(List<String> rooms) {
    int max = server.options().maxRoomNameLength();
    for (String room : rooms) {
      if (room.length() > max) {
        throw new IllegalArgumentException(
            "maxRoomNameLength: expected a name of at most %d characters, got %d"
                .formatted(max, room.length()));
      }
    }
    return List.copyOf(rooms);
  }

  @Override
  public String toString() {
    return "Namespace[" + name + "]";
  }
}
