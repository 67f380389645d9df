package io.sockeye.testkit;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterOptions;

/** The cluster adapter over a bus that knows who is there. */
final class CountingClusterTest extends ClusterContract {
  private final InMemoryBus bus = InMemoryBus.counting(ClusterOptions.defaults());

  @Override
  protected AdapterFactory join() {
    return bus.node();
  }

  @Override
  protected void kill(AdapterFactory adapter) {
    ((InMemoryBus.Node) adapter).cut(false);
  }
}
