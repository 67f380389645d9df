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
 * @param lowWaterMark at how many {@linkplain WebSocketLink#pendingBytes waiting bytes} of a link
 *     that had more its receiver is told {@link WebSocketReceiver#onWritable}
 */
public record WebSocketAccept(
    ResponseHeaders headers,
    Optional<String> subprotocol,
    int maxMessageBytes,
    Optional<PerMessageDeflate> perMessageDeflate,
    int lowWaterMark) {
  private static final int DEFAULT_LOW_WATER_MARK = 64 * 1024;

  /** With the usual low mark. */
  public WebSocketAccept(
      ResponseHeaders headers,
      Optional<String> subprotocol,
      int maxMessageBytes,
      Optional<PerMessageDeflate> perMessageDeflate) {
    this(headers, subprotocol, maxMessageBytes, perMessageDeflate, DEFAULT_LOW_WATER_MARK);
  }

  /** Without compression. */
  public WebSocketAccept(
      ResponseHeaders headers, Optional<String> subprotocol, int maxMessageBytes) {
    this(headers, subprotocol, maxMessageBytes, Optional.empty());
  }
}
