package io.sockeye.client;

import io.sockeye.client.engine.ConnectFailure;

/**
 * Is told what happens in managers and sockets, for logs, meters and alarms.
 *
 * <p>The client logs all of this by itself; an observer is for what a log cannot do. Called on any
 * thread, inside mailboxes too: an implementation must not block. What it throws is logged.
 */
public interface ClientObserver {
  /**
   * A listener of a socket threw, or the stage that a request listener returned failed. The
   * connection lives; no ack was sent.
   *
   * @param event the name of the event; {@code connect}, {@code connect_error}, {@code disconnect}
   *     or {@code state} for those listeners
   */
  default void listenerFailed(Socket socket, String event, Throwable failure) {}

  /**
   * A listener of a manager threw.
   *
   * @param event such as {@code reconnect_attempt}
   */
  default void managerListenerFailed(Manager manager, String event, Throwable failure) {}

  /**
   * An event was not delivered to a listener: its arguments are not of the types it wants.
   *
   * @param cause names the argument, the type that was expected and what came
   */
  default void eventRefused(Socket socket, String event, Throwable cause) {}

  /** An ack came that nobody waits for: too late, a second time, or for an id never used. */
  default void badAck(Socket socket, long id) {}

  /**
   * An event is not sent, though it is not volatile: there was no room for it, it is too large for
   * the server, or it was sent as often as {@code retries} allows.
   */
  default void packetDropped(Socket socket, String event, String why) {}

  /**
   * A limit was hit.
   *
   * @param limit the name of the option
   */
  default void limitHit(String limit, String detail) {}

  /**
   * The server broke the protocol; the connection is being closed.
   *
   * @param detail what was expected and what came; never a payload
   */
  default void protocolViolated(Manager manager, String detail) {}

  /** A connection could not be made. */
  default void connectFailed(Manager manager, ConnectFailure failure) {}

  /**
   * A socket did not get into its namespace, though there is a connection: the server refused it or
   * does not answer, or the program's auth failed.
   */
  default void joinFailed(Socket socket, ConnectFailure failure) {}

  /** A session stays with long polling. */
  default void upgradeFailed(Manager manager, ConnectFailure failure) {}
}
