package io.sockeye.testkit;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterOptions;

/** The cluster adapter where messages are written and read as those of the JavaScript servers. */
final class EnvelopeClusterTest extends ClusterContract {
  private final InMemoryBus bus = InMemoryBus.counting(ClusterOptions.defaults()).inEnvelopes();

  @Override
  protected AdapterFactory join() {
    return bus.node();
  }

  @Override
  protected void kill(AdapterFactory adapter) {
    ((InMemoryBus.Node) adapter).cut(false);
  }
}
