package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.DisconnectReason;
import io.sockeye.TypeRef;
import io.sockeye.protocol.engineio.PacketGroup;
import io.sockeye.protocol.socketio.ReservedEvents;
import io.sockeye.protocol.socketio.SocketPacket;
import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.BroadcastOptions;
import io.sockeye.server.adapter.LocalNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A namespace of this server. Shared on purpose: its table of sockets shows those that are
 * connected now, and a socket appears in it before its connection listeners run and disappears
 * before its disconnection listeners do.
 */
final class RealNamespace implements Namespace, ForwardingOperator, LocalNode {
  private final RealServer server;
  private final String name;
  private final Adapter adapter;
  private final BroadcastOperator everybody;
  private final Map<String, RealSocket> sockets = new ConcurrentHashMap<>();
  private final AtomicInteger nextAckId = new AtomicInteger();

  private final List<ConnectionMiddleware> middlewares = new CopyOnWriteArrayList<>();
  private final List<ConnectionListener> connected = new CopyOnWriteArrayList<>();
  private final List<SocketListeners.Disconnect> disconnecting = new CopyOnWriteArrayList<>();
  private final List<SocketListeners.Disconnect> disconnected = new CopyOnWriteArrayList<>();
  private final List<SocketListeners.Any> any = new CopyOnWriteArrayList<>();
  private final Dispatcher events = new Dispatcher();

  @SuppressWarnings("this-escape") // the adapter and the operator keep it for later
  RealNamespace(RealServer server, String name) {
    this.server = server;
    this.name = name;
    this.everybody =
        new RealBroadcastOperator(this, BroadcastOptions.everybody(server.options().ackTimeout()));
    this.adapter = server.options().adapter().create(this);
  }

  // -- what programs see

  @Override
  public String name() {
    return name;
  }

  @Override
  public BroadcastOperator everybody() {
    return everybody;
  }

  @Override
  public Namespace use(ConnectionMiddleware middleware) {
    return add(middlewares, middleware);
  }

  @Override
  public Namespace onConnection(ConnectionListener listener) {
    return add(connected, listener);
  }

  @Override
  public Namespace onAny(SocketListeners.Any listener) {
    return add(any, listener);
  }

  @Override
  public Namespace onDisconnecting(SocketListeners.Disconnect listener) {
    return add(disconnecting, listener);
  }

  @Override
  public Namespace onDisconnect(SocketListeners.Disconnect listener) {
    return add(disconnected, listener);
  }

  private <T> Namespace add(List<T> list, T listener) {
    list.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  private Namespace listen(String event, Object listener, Handler handler) {
    events.add(event, listener, false, handler);
    return this;
  }

  @Override
  public Namespace on(String event, SocketListeners.Raw listener) {
    return listen(event, listener, listener::onEvent);
  }

  @Override
  public <A> Namespace on(String event, Class<A> first, SocketListeners.Of1<A> listener) {
    return listen(event, listener, Handlers.of(first, listener));
  }

  @Override
  public <A> Namespace on(String event, TypeRef<A> first, SocketListeners.Of1<A> listener) {
    return listen(event, listener, Handlers.of(first, listener));
  }

  @Override
  public <A, B> Namespace on(
      String event, Class<A> first, Class<B> second, SocketListeners.Of2<A, B> listener) {
    return listen(event, listener, Handlers.of(first, second, listener));
  }

  @Override
  public Namespace onRequest(String event, SocketListeners.Request listener) {
    return listen(event, listener, Handlers.request(event, listener::onRequest));
  }

  @Override
  public <A> Namespace onRequest(
      String event, Class<A> first, SocketListeners.Request1<A> listener) {
    return listen(
        event,
        listener,
        Handlers.request(
            event, (socket, args) -> listener.onRequest(socket, Handlers.bind(args, 0, first))));
  }

  @Override
  public <A> Namespace onRequest(
      String event, TypeRef<A> first, SocketListeners.Request1<A> listener) {
    return listen(
        event,
        listener,
        Handlers.request(
            event, (socket, args) -> listener.onRequest(socket, Handlers.bind(args, 0, first))));
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
  public PacketGroup encode(SocketPacket packet) {
    return server.codec().encode(packet);
  }

  /** Below 2^31, for clients that read it as an int (section 9, item 4 of the behaviour spec). */
  @Override
  public long nextAckId() {
    return nextAckId.getAndUpdate(id -> id == Integer.MAX_VALUE ? 0 : id + 1);
  }

  // -- what the sockets see

  RealServer server() {
    return server;
  }

  Adapter adapter() {
    return adapter;
  }

  List<ConnectionMiddleware> middlewares() {
    return List.copyOf(middlewares);
  }

  List<SocketListeners.Any> anyListeners() {
    return any;
  }

  Dispatcher events() {
    return events;
  }

  void onConnected(RealSocket socket) {
    sockets.put(socket.id(), socket);
  }

  void onDisconnected(RealSocket socket) {
    sockets.remove(socket.id());
  }

  /** Calls the connection listeners; on the socket's lane. */
  void tellConnected(RealSocket socket) {
    assert socket.lane().isCurrent();
    connected.forEach(each -> socket.call("connection", () -> each.onConnection(socket)));
  }

  /** Calls the listeners of a disconnection to come; on the socket's lane. */
  void tellDisconnecting(RealSocket socket, DisconnectReason reason) {
    assert socket.lane().isCurrent();
    disconnecting.forEach(
        each -> socket.call("disconnecting", () -> each.onDisconnect(socket, reason)));
  }

  /** Calls the disconnection listeners; on the socket's lane. */
  void tellDisconnected(RealSocket socket, DisconnectReason reason) {
    assert socket.lane().isCurrent();
    disconnected.forEach(
        each -> socket.call("disconnect", () -> each.onDisconnect(socket, reason)));
  }

  /**
   * An event for the wire.
   *
   * @throws IllegalArgumentException if the name is reserved
   */
  SocketPacket.Event event(String event, Args args, long ackId) {
    if (ReservedEvents.contains(event)) {
      throw new IllegalArgumentException("\"%s\" is a reserved event name".formatted(event));
    }
    return new SocketPacket.Event(name, event, args, ackId);
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
