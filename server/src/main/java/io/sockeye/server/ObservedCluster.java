package io.sockeye.server;

import io.sockeye.server.adapter.ClusterEvents;
import org.jspecify.annotations.Nullable;

/**
 * Notes whether one namespace reaches the other servers, and tells the observer what befalls it.
 */
final class ObservedCluster implements ClusterEvents {
  private final RealNamespace namespace;

  /** Why the others are not reached; null if they are, or there are none. */
  private volatile @Nullable String down;

  ObservedCluster(RealNamespace namespace) {
    this.namespace = namespace;
  }

  private ServerObserver observer() {
    return namespace.server().observer();
  }

  /** Why the others are not reached; null if they are, or there are none. */
  @Nullable String down() {
    return down;
  }

  @Override
  public void up() {
    down = null;
    observer().clusterUp(namespace);
  }

  @Override
  public void down(String detail) {
    down = detail;
    observer().clusterDown(namespace, detail);
  }

  @Override
  public void lost(long count, String detail) {
    observer().clusterMessagesLost(namespace, count, detail);
  }

  @Override
  public void refused(String detail) {
    observer().clusterMessageRefused(namespace, detail);
  }
}
