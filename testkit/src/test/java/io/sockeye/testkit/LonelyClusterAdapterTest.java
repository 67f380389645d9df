package io.sockeye.testkit;

import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.cluster.ClusterOptions;

/** The adapter of one of many servers, where there is no other. */
final class LonelyClusterAdapterTest extends AdapterContract {
  @Override
  protected Adapter create(LocalNode node) {
    return InMemoryBus.counting(ClusterOptions.defaults()).node().create(node);
  }
}
