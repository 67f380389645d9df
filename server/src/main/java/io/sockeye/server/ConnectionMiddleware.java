package io.sockeye.server;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether a client may connect to a namespace: {@code nsp.use} of the JavaScript server.
 *
 * <p>Runs on the socket's handler lane, so it may block. The socket is not connected yet: it may be
 * given data and rooms, and what is emitted to it is held back until it is.
 */
@FunctionalInterface
public interface ConnectionMiddleware {
  /**
   * Looks at a socket that wants to connect.
   *
   * <p>Whatever is thrown refuses the connection. Of a {@link io.sockeye.ConnectErrorException} the
   * client is told the message and the data; of anything else it is told that the connection was
   * refused, and the {@link ServerObserver} the rest.
   *
   * @return {@code false} to refuse; a {@code CompletionStage}, which is awaited and means what it
   *     completes with; anything else, and null, to go on
   */
  @Nullable Object onConnect(Socket socket, Handshake handshake) throws Exception;
}
