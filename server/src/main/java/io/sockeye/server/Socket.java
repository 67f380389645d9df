package io.sockeye.server;

import io.sockeye.EventListener;
import io.sockeye.Listeners;
import io.sockeye.TypeRef;
import io.sockeye.server.engine.EngineSession;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A client's connection to a namespace, as this server sees it.
 *
 * <p>All methods may be called from any thread. The socket's listeners run one at a time, in the
 * order in which the events arrived, on its handler lane; they may block, which delays no other
 * socket. What a listener throws goes to the {@link ServerObserver}; the connection lives.
 */
public interface Socket extends RemoteSocket {
  /** The namespace that it is connected to. */
  Namespace namespace();

  /** Whether it is connected: false in middlewares, and from the disconnection on. */
  boolean isConnected();

  /**
   * Whether the client came back after it lost its connection, and found this socket as it was: the
   * id, the rooms, the data, and soon after the connection the events that it missed. In
   * middlewares it is what the client claims.
   *
   * @see ConnectionStateRecovery
   */
  boolean recovered();

  /**
   * Who is connected: what the authenticator of the namespace returned. Empty without one, and
   * before it was asked.
   *
   * @see Namespace#authenticate(Authenticator)
   */
  Optional<Object> principal();

  /**
   * The same, of a type.
   *
   * @throws IllegalStateException if there is none
   * @throws ClassCastException if it is of another type
   */
  <P> P principal(Class<P> type);

  /** Whether what is emitted now is sent without waiting for a slow connection. */
  boolean isWritable();

  /**
   * The Engine.IO session that carries it, shared with the client's sockets of other namespaces.
   */
  EngineSession session();

  // -- listening

  /**
   * Listens to an event in its raw form.
   *
   * @return this socket, as all methods that add a listener
   */
  Socket on(String event, EventListener listener);

  /** Listens to an event with one argument. */
  <A> Socket on(String event, Class<A> first, Listeners.Of1<A> listener);

  /** Listens to an event with one argument of a type with type arguments. */
  <A> Socket on(String event, TypeRef<A> first, Listeners.Of1<A> listener);

  /** Listens to an event with two arguments. */
  <A, B> Socket on(String event, Class<A> first, Class<B> second, Listeners.Of2<A, B> listener);

  /** Listens to an event with three arguments. */
  <A, B, C> Socket on(
      String event,
      Class<A> first,
      Class<B> second,
      Class<C> third,
      Listeners.Of3<A, B, C> listener);

  /** Listens to the next event of this name only. */
  Socket once(String event, EventListener listener);

  /** Listens to the next event of this name only, with one argument. */
  <A> Socket once(String event, Class<A> first, Listeners.Of1<A> listener);

  /** Listens to the next event of this name only, with one argument with type arguments. */
  <A> Socket once(String event, TypeRef<A> first, Listeners.Of1<A> listener);

  /** Listens to the next event of this name only, with two arguments. */
  <A, B> Socket once(String event, Class<A> first, Class<B> second, Listeners.Of2<A, B> listener);

  /**
   * Answers requests: what the listener returns is the ack, and a {@code CompletionStage} is
   * awaited without holding up the events that follow.
   *
   * <p>A listener that throws, or a stage that fails, goes to the {@link ServerObserver} and no ack
   * is sent: the peer's own timeout tells it, and no message of ours leaks.
   */
  Socket onRequest(String event, Listeners.Request listener);

  /** Answers requests with one argument. */
  <A> Socket onRequest(String event, Class<A> first, Listeners.Request1<A> listener);

  /** Answers requests with one argument of a type with type arguments. */
  <A> Socket onRequest(String event, TypeRef<A> first, Listeners.Request1<A> listener);

  /** Answers requests with two arguments. */
  <A, B> Socket onRequest(
      String event, Class<A> first, Class<B> second, Listeners.Request2<A, B> listener);

  /** Removes all listeners of an event. */
  Socket off(String event);

  /** Removes one listener of an event, of whatever shape: the object that was added. */
  Socket off(String event, Object listener);

  /** Listens to every event that arrives, before middlewares and listeners see it. */
  Socket onAny(Listeners.Any listener);

  /** The same, ahead of those added before. */
  Socket prependAny(Listeners.Any listener);

  /** Removes one, as {@link #onAny} and {@link #prependAny} added it. */
  Socket offAny(Listeners.Any listener);

  /** Removes all that {@link #onAny} and {@link #prependAny} added. */
  Socket offAny();

  /** Listens to every event that is sent to this socket, of broadcasts too; acks are no events. */
  Socket onAnyOutgoing(Listeners.Any listener);

  /** The same, ahead of those added before. */
  Socket prependAnyOutgoing(Listeners.Any listener);

  /** Removes one, as {@link #onAnyOutgoing} and {@link #prependAnyOutgoing} added it. */
  Socket offAnyOutgoing(Listeners.Any listener);

  /** Removes all that {@link #onAnyOutgoing} and {@link #prependAnyOutgoing} added. */
  Socket offAnyOutgoing();

  /** What {@link #onAny} and {@link #prependAny} added, in order; a copy. */
  List<Listeners.Any> listenersAny();

  /** What {@link #onAnyOutgoing} and {@link #prependAnyOutgoing} added, in order; a copy. */
  List<Listeners.Any> listenersAnyOutgoing();

  /** Adds a middleware that sees each incoming event before its listeners, in the order added. */
  Socket use(EventMiddleware middleware);

  /** Listens to events that do not reach their listeners, such as those that a middleware drops. */
  Socket onError(ErrorListener listener);

  /** Removes one: the object that was added. */
  Socket offError(ErrorListener listener);

  /** Listens to the disconnection while {@link #rooms} still tells the rooms it was in. */
  Socket onDisconnecting(DisconnectListener listener);

  /** Removes one: the object that was added. */
  Socket offDisconnecting(DisconnectListener listener);

  /** Listens to the disconnection; called exactly once, after all events that came before it. */
  Socket onDisconnect(DisconnectListener listener);

  /** Removes one: the object that was added. */
  Socket offDisconnect(DisconnectListener listener);

  /**
   * What is known of the disconnection beyond its reason, such as {@code overlap from client};
   * empty while connected.
   */
  Optional<String> disconnectDetail();

  // -- rooms and broadcasts

  /**
   * Lets this socket join the room that is named by the id of another, and so receive what is meant
   * for that one alone. {@link #join} refuses the id of a connected socket: where a client's text
   * became the name of a room, it would let the client listen to another.
   */
  CompletionStage<Void> joinRoomOf(RemoteSocket other);

  /** All sockets of the namespace but this one. */
  BroadcastOperator broadcast();

  /** The sockets in any of these rooms, but this one. */
  BroadcastOperator to(String... rooms);

  /** The sockets in any of these rooms, but this one. */
  BroadcastOperator to(Collection<String> rooms);

  /** The same as {@link #to(String...)}. */
  BroadcastOperator in(String... rooms);

  /** The same as {@link #to(Collection)}. */
  BroadcastOperator in(Collection<String> rooms);

  /** All sockets but this one and those in these rooms. */
  BroadcastOperator except(String... rooms);

  /** All sockets but this one and those in these rooms. */
  BroadcastOperator except(Collection<String> rooms);

  /** All sockets of this server but this one. */
  BroadcastOperator local();
}
