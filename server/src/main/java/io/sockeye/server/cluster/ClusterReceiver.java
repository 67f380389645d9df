package io.sockeye.server.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Takes what a {@link ClusterBus} brings. Called on threads of the bus, for one namespace one call
 * at a time. No method blocks or throws.
 */
public interface ClusterReceiver {
  /**
   * A message came from another server; those of one server in the order in which it sent them.
   *
   * @param nodeId who sent it; null where the bus does not say, which only happens with responses
   * @param offset where the bus keeps it; null if it does not
   */
  void onMessage(@Nullable String nodeId, ClusterMessage message, @Nullable String offset);

  /** What came is no message, or breaks a limit; it was dropped. */
  void onRefused(String detail);

  /**
   * Messages were lost: some of ours that the broker was thought to have, or some of others that
   * will not come. What failed by the stage of {@link ClusterBus#publish} or {@link
   * ClusterBus#respond} is known by that.
   *
   * @param count how many; 0 if nobody knows
   */
  void onLost(long count, String detail);

  /** The bus is there (again): what is published now reaches the others. */
  void onUp();

  /** The bus is away, and is tried again by itself. */
  void onDown(String detail);
}
