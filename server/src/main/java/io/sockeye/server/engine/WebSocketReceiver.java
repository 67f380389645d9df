package io.sockeye.server.engine;

/**
 * Takes what comes over a WebSocket. A binding calls it on the connection's I/O thread, one call at
 * a time, in the order of the wire; {@link #onClose} is the last call and comes exactly once, also
 * when the handshake failed and there was no {@link #onOpen}.
 *
 * <p>Ping and pong frames of RFC 6455 are answered by the binding and not told here.
 */
public interface WebSocketReceiver {
  /** The handshake is done. */
  void onOpen(WebSocketLink link);

  /**
   * A whole text message.
   *
   * @param utf8 its bytes, checked to be UTF-8; the array belongs to the receiver
   */
  void onText(byte[] utf8);

  /**
   * A whole binary message.
   *
   * @param data its bytes; the array belongs to the receiver
   */
  void onBinary(byte[] data);

  /**
   * {@link WebSocketLink#pendingBytes} was above {@link WebSocketAccept#lowWaterMark} and is not
   * any more.
   */
  default void onWritable() {}

  /** The connection failed, or the peer broke RFC 6455; {@link #onClose} follows. */
  void onError(Throwable cause);

  /**
   * The connection is gone.
   *
   * @param code the close code that came, 1005 if a close frame had none, 1006 if no close frame
   *     came
   */
  void onClose(int code, String reason);
}
