package io.sockeye.server;

import io.sockeye.DisconnectReason;
import io.sockeye.server.engine.EngineObserver;
import io.sockeye.server.engine.EngineSession;

/**
 * Is told what happens in the server, for logs, meters and alarms: what it inherits of requests and
 * sessions, and what is here of namespaces and sockets.
 *
 * <p>The server logs all of this by itself; an observer is for what a log cannot do. Called on any
 * thread, inside mailboxes too: an implementation must not block. What it throws is logged.
 */
public interface ServerObserver extends EngineObserver {
  /** The server is not ready for clients any more, because it closes, or is going to. */
  default void serverClosing() {}

  /** The server is closed. */
  default void serverClosed(CloseReport report) {}

  /** A socket connected to its namespace. */
  default void socketConnected(Socket socket) {}

  /** A socket was disconnected. */
  default void socketDisconnected(Socket socket, DisconnectReason reason) {}

  /** A namespace came to be, and no client is in it yet. */
  default void namespaceCreated(Namespace namespace) {}

  /** A namespace that a client brought about is closed, for nobody is in it any more. */
  default void namespaceClosed(Namespace namespace) {}

  /**
   * A {@link NamespacePredicate} threw, or a listener for new namespaces. The client was refused.
   *
   * @param namespace the name as the client sent it
   */
  default void lookupFailed(EngineSession session, String namespace, Throwable failure) {}

  /**
   * A client may not connect to a namespace.
   *
   * @param namespace the name as the client sent it
   * @param message what the client was told
   */
  default void connectRefused(EngineSession session, String namespace, String message) {}

  /**
   * A client came back, but could not be recovered; it connects as a new socket.
   *
   * @see ConnectionStateRecovery
   */
  default void recoveryFailed(EngineSession session, String namespace, RecoveryFailure reason) {}

  /**
   * A listener of an event, of the connection or of the disconnection threw, or the stage that a
   * request listener returned failed. The connection lives; no ack was sent.
   *
   * @param event the name of the event; {@code connection}, {@code error}, {@code disconnecting} or
   *     {@code disconnect} for those listeners
   */
  default void listenerFailed(Socket socket, String event, Throwable failure) {}

  /**
   * A {@link ServerSideListener} threw, or a listener of room events; nothing else is harmed.
   *
   * @param event the name of the event; {@code room event} for those listeners
   */
  default void namespaceListenerFailed(Namespace namespace, String event, Throwable failure) {}

  /**
   * A connection middleware threw something other than a {@link io.sockeye.ConnectErrorException}.
   * The connection was refused.
   */
  default void middlewareFailed(Socket socket, Throwable failure) {}

  /**
   * An event was not delivered to a listener: an event middleware refused it, or its arguments are
   * not of the types that the listener wants.
   */
  default void eventRefused(Socket socket, String event, Throwable cause) {}

  /**
   * A client broke the protocol; its connection is being closed.
   *
   * @param detail what was expected and what came; never a payload
   */
  default void protocolViolated(EngineSession session, String detail) {}

  /**
   * A client sent an ack that nobody waits for: a wrong id, or one sent twice. Late ones are not
   * told, as far as the server remembers that it waited for them.
   */
  default void badAck(Socket socket, long id) {}

  /**
   * What a namespace sends reaches the other servers of the cluster, for the first time or again.
   */
  default void clusterUp(Namespace namespace) {}

  /**
   * The other servers of the cluster cannot be reached. Clients of this server are served as
   * before, and it is tried again without end.
   */
  default void clusterDown(Namespace namespace, String detail) {}

  /**
   * Messages of this server did not reach the others, or some of theirs did not come.
   *
   * @param count how many, as far as is known; 0 if some were lost and nobody knows how many
   */
  default void clusterMessagesLost(Namespace namespace, long count, String detail) {}

  /**
   * Something came from the cluster that is no message of a server, or asks for what must not be.
   * It was dropped.
   *
   * @param detail what was expected and what came; never a payload
   */
  default void clusterMessageRefused(Namespace namespace, String detail) {}
}
