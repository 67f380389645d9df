package io.sockeye;

/**
 * What became of an event that was emitted, as far as it is known at once; whoever does not ask
 * pays nothing for it.
 */
public enum SendResult {
  /**
   * It is on its way, in its order: handed to the connection, or kept until that can take it. Only
   * an acknowledgement can tell that it arrived.
   */
  SENT,
  /** It will not be sent: it was volatile, or a bound was reached, and the peer is too slow. */
  DROPPED,
  /** It will not be sent: the peer is gone. */
  CLOSED
}
