package io.sockeye.client;

import io.sockeye.Args;
import io.sockeye.SocketIoException;

/**
 * Receives the answer to an event, or why there is none: one of the two, once, on the socket's
 * lane. So it runs in the place that the answer has among the events of the server, and must not
 * wait for another answer by callback. What it throws is reported as that of a listener, and harms
 * nothing.
 *
 * @see Socket#emitWithAck(String, AckCallback, Object...)
 */
@FunctionalInterface
public interface AckCallback {
  /** The answer came. */
  void onAnswer(Args answer) throws Exception;

  /**
   * No answer comes.
   *
   * @param why such as an {@link io.sockeye.AckTimeoutException} or a {@link
   *     io.sockeye.DisconnectedException}
   */
  default void onFailure(SocketIoException why) throws Exception {}
}
