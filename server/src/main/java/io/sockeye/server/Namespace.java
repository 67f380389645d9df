package io.sockeye.server;

import io.sockeye.Args;
import io.sockeye.TypeRef;
import io.sockeye.server.adapter.RoomListener;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A channel of its own within the connections: its sockets, rooms, listeners and middlewares.
 *
 * <p>As a {@link BroadcastOperator} it means all its sockets. Listeners that are added here hold
 * for all its sockets, and run before those of the socket itself; middlewares and connection
 * listeners hold for the sockets that connect afterwards, so add them before the server starts. All
 * methods may be called from any thread.
 */
public interface Namespace extends BroadcastOperator {
  /** The name, which starts with a slash. */
  String name();

  /**
   * What stands for the variables of the template by which it came to be, as <code>{id=7}</code>
   * for {@code /tenant/7} of <code>/tenant/{id}</code>; empty for others. Clients choose these
   * texts.
   */
  Map<String, String> variables();

  /**
   * What stands for one variable.
   *
   * @throws IllegalArgumentException if there is no such variable
   */
  default String variable(String variable) {
    String value = variables().get(variable);
    if (value == null) {
      throw new IllegalArgumentException(
          "expected a variable of %s, which has %s, got %s"
              .formatted(name(), variables().keySet(), variable));
    }
    return value;
  }

  /**
   * Adds a middleware that decides who may connect; they run in the order added.
   *
   * @return this namespace, as all methods that add something
   */
  Namespace use(ConnectionMiddleware middleware);

  /**
   * Adds an authenticator, in the order of the middlewares: it decides who may connect, and what it
   * returns is the {@linkplain Socket#principal() principal} of the socket. With several, the last
   * that returns one counts.
   */
  Namespace authenticate(Authenticator authenticator);

  /**
   * The same, given what the client sent as {@code auth}; a client that sent something else than
   * this type is refused.
   */
  <A> Namespace authenticate(Class<A> auth, Authenticator.Of<A> authenticator);

  /** Adds a listener for sockets that connect; it runs before any event of the socket. */
  Namespace onConnection(ConnectionListener listener);

  /** Removes a connection listener: the object that was added. */
  Namespace offConnection(ConnectionListener listener);

  /** Listens to an event of all sockets, in its raw form. */
  Namespace on(String event, SocketListeners.Raw listener);

  /** Listens to an event of all sockets, with one argument. */
  <A> Namespace on(String event, Class<A> first, SocketListeners.Of1<A> listener);

  /** Listens to an event of all sockets, with one argument of a type with type arguments. */
  <A> Namespace on(String event, TypeRef<A> first, SocketListeners.Of1<A> listener);

  /** Listens to an event of all sockets, with two arguments. */
  <A, B> Namespace on(
      String event, Class<A> first, Class<B> second, SocketListeners.Of2<A, B> listener);

  /** Listens to an event of all sockets, with three arguments. */
  <A, B, C> Namespace on(
      String event,
      Class<A> first,
      Class<B> second,
      Class<C> third,
      SocketListeners.Of3<A, B, C> listener);

  /** Listens to the next event of this name only, whichever of the sockets it comes from. */
  Namespace once(String event, SocketListeners.Raw listener);

  /** Listens to the next event of this name only, with one argument. */
  <A> Namespace once(String event, Class<A> first, SocketListeners.Of1<A> listener);

  /** Listens to the next event of this name only, with one argument with type arguments. */
  <A> Namespace once(String event, TypeRef<A> first, SocketListeners.Of1<A> listener);

  /** Listens to the next event of this name only, with two arguments. */
  <A, B> Namespace once(
      String event, Class<A> first, Class<B> second, SocketListeners.Of2<A, B> listener);

  /**
   * Answers requests of all sockets.
   *
   * @see Socket#onRequest(String, io.sockeye.Listeners.Request)
   */
  Namespace onRequest(String event, SocketListeners.Request listener);

  /** Answers requests of all sockets, with one argument. */
  <A> Namespace onRequest(String event, Class<A> first, SocketListeners.Request1<A> listener);

  /** Answers requests of all sockets, with one argument of a type with type arguments. */
  <A> Namespace onRequest(String event, TypeRef<A> first, SocketListeners.Request1<A> listener);

  /** Answers requests of all sockets, with two arguments. */
  <A, B> Namespace onRequest(
      String event, Class<A> first, Class<B> second, SocketListeners.Request2<A, B> listener);

  /** Removes all listeners of an event that were added here; those of single sockets stay. */
  Namespace off(String event);

  /** Removes one listener of an event, of whatever shape: the object that was added. */
  Namespace off(String event, Object listener);

  /** Listens to every event of all sockets, before middlewares and listeners see it. */
  Namespace onAny(SocketListeners.Any listener);

  /** The same, ahead of those added before. */
  Namespace prependAny(SocketListeners.Any listener);

  /** Removes one, as {@link #onAny} and {@link #prependAny} added it. */
  Namespace offAny(SocketListeners.Any listener);

  /** Removes all that {@link #onAny} and {@link #prependAny} added. */
  Namespace offAny();

  /** What {@link #onAny} and {@link #prependAny} added, in order; a copy. */
  List<SocketListeners.Any> listenersAny();

  /** Listens to the disconnection of all sockets while they still tell their rooms. */
  Namespace onDisconnecting(SocketListeners.Disconnect listener);

  /** Removes one: the object that was added. */
  Namespace offDisconnecting(SocketListeners.Disconnect listener);

  /** Listens to the disconnection of all sockets; exactly once for each that connected. */
  Namespace onDisconnect(SocketListeners.Disconnect listener);

  /** Removes one: the object that was added. */
  Namespace offDisconnect(SocketListeners.Disconnect listener);

  /**
   * Sends an event to the namespace of this name on all other servers of the cluster, where {@link
   * #onServerSide} listens; clients do not see it. With a single server it goes to nobody.
   *
   * @throws IllegalArgumentException if the name is {@code connect}, {@code connection} or {@code
   *     new_namespace}, or an argument cannot be written
   */
  void serverSideEmit(String event, @Nullable Object... args);

  /**
   * The same, and asks all other servers for an answer.
   *
   * @return completes with one answer of each in the order of their arrival, at once and with none
   *     if there is no other server; fails with an {@link io.sockeye.AckTimeoutException}, which
   *     tells the answers that came and the servers that are missing, if one has not answered in
   *     the time that the adapter gives other servers, 5 seconds by default
   */
  CompletableFuture<List<Args>> serverSideEmitWithAck(String event, @Nullable Object... args);

  /** The same with answers of a type. */
  <T> CompletableFuture<List<T>> serverSideEmitWithAck(
      String event, Class<T> answer, @Nullable Object... args);

  /**
   * Listens to an event that another server sends.
   *
   * @throws IllegalArgumentException if no server can send an event of this name
   */
  Namespace onServerSide(String event, ServerSideListener listener);

  /** Removes all listeners of an event between servers. */
  Namespace offServerSide(String event);

  /** Removes one listener of an event between servers: the object that was added. */
  Namespace offServerSide(String event, ServerSideListener listener);

  /**
   * Listens to the changes of rooms on this server: {@code create-room}, {@code join-room}, {@code
   * leave-room} and {@code delete-room} of the JavaScript server's adapter. The room of each
   * socket's own id is a room, too; a socket that may come back is in its rooms until it cannot.
   */
  Namespace onRoomEvent(RoomListener listener);

  /** Removes one: the object that was added. */
  Namespace offRoomEvent(RoomListener listener);

  /**
   * How many servers of the cluster have this namespace, this one included; of a parent, the most
   * that one of its children has. Fails if the cluster cannot be asked.
   */
  CompletableFuture<Integer> serverCount();

  /** The sockets that are connected to this server; a copy. */
  Collection<Socket> sockets();

  /** The connected socket of this server with an id. */
  Optional<Socket> socket(String id);
}
