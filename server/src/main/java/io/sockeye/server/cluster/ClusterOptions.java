package io.sockeye.server.cluster;

import java.time.Duration;

/**
 * How the servers of a cluster deal with each other; the names and defaults of the JavaScript
 * adapters. Immutable.
 *
 * @param requestsTimeout how long other servers may take to answer where nothing else was asked for
 * @param maxRequests how many answers of other servers a namespace may wait for, and how many
 *     others may wait for answers of its clients
 * @param heartbeatInterval how often a server says that it is there, on a bus that does not know
 * @param heartbeatTimeout after what silence it is taken for gone, on such a bus
 */
public record ClusterOptions(
    Duration requestsTimeout,
    int maxRequests,
    Duration heartbeatInterval,
    Duration heartbeatTimeout) {
  private static final ClusterOptions DEFAULTS =
      new ClusterOptions(
          Duration.ofSeconds(5), 1_000, Duration.ofSeconds(5), Duration.ofSeconds(10));

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if a time or a number is not positive, or a server would be
   *     taken for gone between two heartbeats
   */
  public ClusterOptions {
    requirePositive("requestsTimeout", requestsTimeout);
    requirePositive("heartbeatInterval", heartbeatInterval);
    if (maxRequests < 1) {
      throw new IllegalArgumentException("maxRequests: expected at least 1, got " + maxRequests);
    }
    if (heartbeatTimeout.compareTo(heartbeatInterval) <= 0) {
      throw new IllegalArgumentException(
          "heartbeatTimeout: expected more than heartbeatInterval, %s, got %s"
              .formatted(heartbeatInterval, heartbeatTimeout));
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": expected more than nothing, got " + value);
    }
  }

  /** 5 s for answers, 1,000 requests, a heartbeat each 5 s, gone after 10 s. */
  public static ClusterOptions defaults() {
    return DEFAULTS;
  }

  /** The same with another time for answers. */
  public ClusterOptions withRequestsTimeout(Duration value) {
    return new ClusterOptions(value, maxRequests, heartbeatInterval, heartbeatTimeout);
  }

  /** The same with another number of requests. */
  public ClusterOptions withMaxRequests(int value) {
    return new ClusterOptions(requestsTimeout, value, heartbeatInterval, heartbeatTimeout);
  }

  /** The same with other heartbeats. */
  public ClusterOptions withHeartbeat(Duration interval, Duration timeout) {
    return new ClusterOptions(requestsTimeout, maxRequests, interval, timeout);
  }
}
