package io.sockeye.server.adapter;

import io.sockeye.Args;
import java.util.Set;

/**
 * Collects the answers to one broadcast. Thread-safe; no method blocks.
 *
 * <p>{@link #onRecipients} names who was sent it, once or several times, and {@link
 * #onNoMoreRecipients} ends that; each of them then either answers or is gone, which may happen
 * before all are named.
 */
public interface BroadcastAcks {
  /**
   * The broadcast went to these, besides those named before: the ids of sockets, or names for those
   * that other servers have and for such servers.
   */
  void onRecipients(Set<String> ids);

  /** All recipients are named. Told once. */
  void onNoMoreRecipients();

  /** One of them answered. */
  void onAnswer(String id, Args answer);

  /** One of them did not answer in time, is disconnected, or was not sent the event. */
  void onGone(String id);
}
