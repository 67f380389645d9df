package io.sockeye.server.engine;

import java.util.Optional;

/**
 * What the answer to a WebSocket handshake says, and the bounds of the connection.
 *
 * @param headers further header fields of the {@code 101} answer
 * @param subprotocol the subprotocol chosen, if the client offered any
 * @param maxMessageBytes the largest message, assembled and inflated, in bytes; a larger one closes
 *     the connection with code 1009 and an empty reason
 * @param perMessageDeflate how to compress if the client offers it; not at all if empty. A binding
 *     that cannot leaves it out.
 */
public record WebSocketAccept(
    ResponseHeaders headers,
    Optional<String> subprotocol,
    int maxMessageBytes,
    Optional<PerMessageDeflate> perMessageDeflate) {

  /** Without compression. */
  public WebSocketAccept(
      ResponseHeaders headers, Optional<String> subprotocol, int maxMessageBytes) {
    this(headers, subprotocol, maxMessageBytes, Optional.empty());
  }
}
