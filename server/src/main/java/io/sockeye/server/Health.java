package io.sockeye.server;

import java.util.Map;

/**
 * How a server is at one moment.
 *
 * @param status all in one word
 * @param clusterDown the namespaces that do not reach the other servers of a cluster, by name, with
 *     the reason; empty if all do, or there are no others
 */
public record Health(Status status, Map<String, String> clusterDown) {
  /** All in one word. */
  public enum Status {
    /** All is well. */
    UP,

    /**
     * The clients of this server are served, and others may come; but what is meant for clients of
     * other servers does not reach them at present, or theirs these. Starting this server anew does
     * not help.
     */
    DEGRADED,

    /** The server is closed, or about to: nobody should be sent here. */
    DOWN
  }

  /** Copies the namespaces. */
  public Health {
    clusterDown = Map.copyOf(clusterDown);
  }
}
