package io.sockeye.server;

import io.sockeye.TypeRef;
import java.util.Collection;
import java.util.Optional;

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
   * Adds a middleware that decides who may connect; they run in the order added.
   *
   * @return this namespace, as all methods that add something
   */
  Namespace use(ConnectionMiddleware middleware);

  /** Adds a listener for sockets that connect; it runs before any event of the socket. */
  Namespace onConnection(ConnectionListener listener);

  /** Listens to an event of all sockets, in its raw form. */
  Namespace on(String event, SocketListeners.Raw listener);

  /** Listens to an event of all sockets, with one argument. */
  <A> Namespace on(String event, Class<A> first, SocketListeners.Of1<A> listener);

  /** Listens to an event of all sockets, with one argument of a type with type arguments. */
  <A> Namespace on(String event, TypeRef<A> first, SocketListeners.Of1<A> listener);

  /** Listens to an event of all sockets, with two arguments. */
  <A, B> Namespace on(
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

  /** Listens to every event of all sockets. */
  Namespace onAny(SocketListeners.Any listener);

  /** Listens to the disconnection of all sockets while they still tell their rooms. */
  Namespace onDisconnecting(SocketListeners.Disconnect listener);

  /** Listens to the disconnection of all sockets; exactly once for each that connected. */
  Namespace onDisconnect(SocketListeners.Disconnect listener);

  /** The sockets that are connected to this server; a copy. */
  Collection<Socket> sockets();

  /** The connected socket of this server with an id. */
  Optional<Socket> socket(String id);
}
