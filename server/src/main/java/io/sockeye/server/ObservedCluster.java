package io.sockeye.server;

import io.sockeye.server.adapter.ClusterEvents;

/** Tells the observer what befalls the connection of one namespace to the other servers. */
final class ObservedCluster implements ClusterEvents {
  private final RealNamespace namespace;

  ObservedCluster(RealNamespace namespace) {
    this.namespace = namespace;
  }

  private ServerObserver observer() {
    return namespace.server().observer();
  }

  @Override
  public void up() {
    observer().clusterUp(namespace);
  }

  @Override
  public void down(String detail) {
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
