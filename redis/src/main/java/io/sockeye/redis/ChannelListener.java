package io.sockeye.redis;

/** Takes what comes over a channel, on a thread of the connection; must neither block nor throw. */
@FunctionalInterface
interface ChannelListener {
  /**
   * A message came.
   *
   * @param message {@link BoundedCodec#TOO_LARGE} if it was too large
   */
  void onMessage(String channel, byte[] message);
}
