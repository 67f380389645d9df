package io.sockeye.server.adapter;

/**
 * Takes from an adapter what befalls its connection to other servers, for those who watch the
 * server. Thread-safe; no method blocks.
 */
public interface ClusterEvents {
  /** What is sent reaches the other servers, for the first time or again. */
  void up();

  /** The other servers cannot be reached; it is tried again without end. */
  void down(String detail);

  /**
   * Messages of this server did not reach the others, or some of theirs did not come.
   *
   * @param count how many; 0 if nobody knows
   */
  void lost(long count, String detail);

  /**
   * Something came that is no message of a server, or asks for what must not be; it was dropped.
   */
  void refused(String detail);
}
