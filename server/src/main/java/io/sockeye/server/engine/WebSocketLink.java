package io.sockeye.server.engine;

import io.sockeye.protocol.engineio.WireFrames;

/**
 * An open WebSocket as a binding offers it. All methods may be called from any thread, do not
 * block, and do nothing once the connection is closed.
 *
 * <p>What a binding promises: the order of {@link #send} calls is the order on the wire; the frames
 * of one call are contiguous; what is sent within one turn of the I/O loop is flushed once; sending
 * the same {@link WireFrames} to many links costs one hand-off for each I/O thread, and one
 * preparation ({@link WireFrames#prepared}) in all.
 */
public interface WebSocketLink {
  /**
   * Sends frames.
   *
   * @param compress whether the frames may be compressed, where that was negotiated
   */
  void send(WireFrames frames, boolean compress);

  /** Bytes that were given to {@link #send} and not yet to the operating system. */
  long pendingBytes();

  /**
   * Closes in an orderly way, after what was sent before. The binding bounds how long it waits for
   * the peer.
   *
   * @param code the close code, or 0 for a close frame without one
   * @param reason at most 123 bytes of UTF-8; empty if there is no code
   */
  void close(int code, String reason);

  /** Ends the connection at once. */
  void abort();

  /** Stops reading from the connection until {@link #resumeReading}; what is under way may come. */
  void pauseReading();

  /** Reads again. */
  void resumeReading();
}
