package io.sockeye.testkit;

import io.sockeye.server.adapter.Adapter;
import io.sockeye.server.adapter.LocalNode;
import io.sockeye.server.cluster.ClusterOptions;

/** The same on a bus that does not know who is there. */
final class LonelyHeartbeatAdapterTest extends AdapterContract {
  @Override
  protected Adapter create(LocalNode node) {
    return InMemoryBus.withHeartbeats(ClusterOptions.defaults()).node().create(node);
  }
}
