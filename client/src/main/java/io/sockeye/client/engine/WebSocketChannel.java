package io.sockeye.client.engine;

import io.sockeye.protocol.Slice;

/**
 * An open WebSocket. Thread-safe; nothing blocks. {@link WebSocketEvents} tells what comes of it.
 */
public interface WebSocketChannel {
  /**
   * Sends one message behind those sent before. Does nothing once the channel is closed.
   *
   * @param binary whether the message is binary, rather than text in UTF-8
   * @param bytes the message, not to be modified by anybody
   */
  void send(boolean binary, Slice bytes);

  /** The bytes of messages that were sent and are not written yet. */
  long queuedBytes();

  /** Lets so many more messages in; none comes without. */
  void request(int messages);

  /**
   * Sends a close frame behind what was sent, and ends the connection when the server answers it. A
   * server may never do that: whoever calls this waits so long as it likes, and then calls {@link
   * #abort}.
   */
  void close();

  /** Ends the connection at once. No event comes any more. */
  void abort();
}
