package io.sockeye.server.adapter;

import io.sockeye.Args;
import java.util.Set;

/**
 * Collects the answers to one broadcast. Thread-safe; no method blocks.
 *
 * <p>{@link #onRecipients} is called first; then each of those recipients either answers or is
 * gone.
 */
public interface BroadcastAcks {
  /** The broadcast went to the sockets with these ids. */
  void onRecipients(Set<String> ids);

  /** One of them answered. */
  void onAnswer(String id, Args answer);

  /** One of them did not answer in time, is disconnected, or was not sent the event. */
  void onGone(String id);
}
