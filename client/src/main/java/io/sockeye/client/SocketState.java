package io.sockeye.client;

import io.sockeye.DisconnectReason;
import io.sockeye.client.engine.ConnectFailure;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a socket stands.
 *
 * <pre>
 *     Idle --connect--> Connecting --joined--> Connected
 *                        ^     |  \               |  \
 *              attempt   |     |   \ refused      |   \ disconnect, by whom it may be
 *                        |     |    +-> Refused   |    +-> Closed
 *                     Reconnecting <--------------+ lost
 *                              |
 *                              +-> Failed, when it is not tried again
 * </pre>
 *
 * <p>From {@code Refused}, {@code Failed} and {@code Closed}, {@link Socket#connect} begins anew.
 */
public sealed interface SocketState {
  /** It was never connected. */
  record Idle() implements SocketState {}

  /** A connection is being made, or the server's word on it is awaited. */
  record Connecting() implements SocketState {}

  /**
   * It is connected.
   *
   * @param recovered whether the server found the state of the connection before
   */
  record Connected(boolean recovered) implements SocketState {}

  /**
   * The connection could not be made, or was lost, and is tried again after a while.
   *
   * @param attempt the number of the next attempt, from 1
   * @param delay how long that waits
   * @param failure why it could not be made, or broke, where that is known
   * @param reason why it was lost; empty if it could not be made
   */
  record Reconnecting(
      int attempt,
      Duration delay,
      Optional<ConnectFailure> failure,
      Optional<DisconnectReason> reason)
      implements SocketState {}

  /**
   * The server does not let it in. That is not tried again.
   *
   * @param message the server's words
   * @param data what the server told besides
   */
  record Refused(String message, Optional<Object> data) implements SocketState {}

  /**
   * The connection could not be made, and is not tried again: reconnection is off, or the attempts
   * are used up, or it would be of no use.
   *
   * @param failure why not
   */
  record Failed(ConnectFailure failure) implements SocketState {}

  /**
   * It was disconnected, and does not come back by itself.
   *
   * @param reason why
   */
  record Closed(DisconnectReason reason) implements SocketState {}
}
