package io.sockeye.client.engine;

/**
 * What happens to a WebSocket. Called by the {@link Network}, one at a time, on a thread of its
 * own; must not block.
 */
public interface WebSocketEvents {
  /**
   * A message came, one of those that {@link WebSocketChannel#request} let in.
   *
   * @param binary whether it is binary, rather than text
   * @param bytes its bytes, whole, for the receiver to keep; UTF-8 if it is text
   */
  void onMessage(boolean binary, byte[] bytes);

  /** All that was sent so far is written; also told behind {@link WebSocketChannel#close}. */
  void onWritten();

  /**
   * The connection ended: the last event.
   *
   * @param code the code of the close frame, or 1005 if it had none, or 1006 if there was no frame
   * @param reason the reason in the close frame, or nothing
   */
  void onClose(int code, String reason);

  /** The connection broke, or the server broke the rules of WebSocket: the last event. */
  void onFailure(ConnectFailure failure);
}
