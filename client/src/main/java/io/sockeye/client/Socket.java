package io.sockeye.client;

import io.sockeye.Emitter;
import io.sockeye.EventSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection to a namespace.
 *
 * <p>All methods may be called from any thread, and none blocks. The socket's listeners run one at
 * a time, in the order in which things happened, on its handler lane; they may block, which delays
 * no other socket. What a listener throws goes to the {@link ClientObserver}; the connection lives.
 *
 * <p>What is emitted while the socket is not connected waits for the connection, in order, within
 * the bounds of {@link SocketOptions}; volatile events do not wait. It is sent before the connect
 * listeners run. What was sent when the connection is lost is not sent again, unless {@link
 * SocketOptions#retries} says so; its ack fails at once.
 */
public interface Socket extends Emitter, EventSource<Socket> {
  /** The namespace, such as {@code /chat}. */
  String namespace();

  /** The manager whose connection it uses. */
  Manager manager();

  /** The id that the server knows it by; empty while it is not connected. */
  Optional<String> id();

  /** Whether it is connected. */
  boolean isConnected();

  /** Whether it is connected, or will be without anybody's doing. */
  boolean isActive();

  /**
   * Whether the server found the state of the connection before, the last time that this socket
   * connected: then its id is the same, and what it missed comes.
   */
  boolean recovered();

  /** Where it stands. */
  SocketState state();

  /** How many events wait for the connection, or with {@code retries} for their turn. */
  int bufferedCount();

  /** Connects, and connects again when the connection is lost. Does nothing if it is active. */
  Socket connect();

  /**
   * Leaves the namespace. What waits to be sent goes on waiting, for the next {@link #connect}. The
   * manager's connection ends if this was the last socket that used it.
   */
  Socket disconnect();

  /**
   * What comes of connecting.
   *
   * @return completes when the socket is connected, at once if it is; or fails with the next {@link
   *     io.sockeye.client.engine.ConnectFailure}, though it may be tried again; at once if nothing
   *     connects it, with the failure that ended the last attempt or one that says so; so call
   *     {@link #connect()} first
   */
  CompletableFuture<Socket> connected();

  /**
   * What is known of the last disconnection beyond its reason; empty while connected, or if there
   * is nothing.
   */
  Optional<String> disconnectDetail();

  /**
   * Sends an event and asks for an answer, which a callback gets: on the socket's lane, behind the
   * events and answers that the server sent before it, and ahead of those that it sent after. A
   * future has no such place, but a listener may wait for it: {@link #emitWithAck(String,
   * Object...)}.
   *
   * @throws IllegalArgumentException as {@link #emit}
   */
  void emitWithAck(String event, AckCallback callback, @Nullable Object... args);

  /**
   * The same with a time of its own for the answer.
   *
   * @throws IllegalArgumentException as {@link #emit}, or if the time is not positive
   */
  void emitWithAck(String event, Duration timeout, AckCallback callback, @Nullable Object... args);

  /** Listens to each connection, the first one and those that follow. */
  Socket onConnect(ConnectionListeners.Signal listener);

  /** Removes one: the object that was added. */
  Socket offConnect(ConnectionListeners.Signal listener);

  /**
   * Listens to each attempt to connect that fails: the network, the server's refusal, the auth.
   * {@link #isActive} tells whether it is tried again.
   */
  Socket onConnectError(ConnectionListeners.ConnectError listener);

  /** Removes one: the object that was added. */
  Socket offConnectError(ConnectionListeners.ConnectError listener);

  /**
   * Listens to the end of each connection, after all events that came before it. {@link #isActive}
   * tells whether the socket comes back by itself.
   */
  Socket onDisconnect(ConnectionListeners.Disconnect listener);

  /** Removes one: the object that was added. */
  Socket offDisconnect(ConnectionListeners.Disconnect listener);

  /** Listens to each change of {@link #state}. */
  Socket onState(ConnectionListeners.State listener);

  /** Removes one: the object that was added. */
  Socket offState(ConnectionListeners.State listener);
}
