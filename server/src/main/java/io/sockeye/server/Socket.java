package io.sockeye.server;

import io.sockeye.EventSource;
import io.sockeye.server.engine.EngineSession;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A client's connection to a namespace, as this server sees it.
 *
 * <p>All methods may be called from any thread. The socket's listeners run one at a time, in the
 * order in which the events arrived, on its handler lane; they may block, which delays no other
 * socket. What a listener throws goes to the {@link ServerObserver}; the connection lives.
 */
public interface Socket extends RemoteSocket, EventSource<Socket> {
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

  /**
   * Whether what is emitted now is sent without waiting for a slow connection: less than {@code
   * outboundHighWaterMark} waits to be sent, and by long polling a poll is open.
   */
  boolean isWritable();

  /**
   * Tells when the client has taken what was emitted to it, but for {@code outboundLowWaterMark}
   * bytes: the time for a program that has much to send to go on.
   *
   * @return complete if no more waits now; or else completes when that is so, or fails with a
   *     {@link io.sockeye.DisconnectedException} when the socket is disconnected before
   */
  CompletionStage<Void> onDrain();

  /**
   * The Engine.IO session that carries it, shared with the client's sockets of other namespaces.
   */
  EngineSession session();

  // -- listening, besides events

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
