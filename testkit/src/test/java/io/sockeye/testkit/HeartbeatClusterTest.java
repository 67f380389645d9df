package io.sockeye.testkit;

import io.sockeye.server.adapter.AdapterFactory;
import io.sockeye.server.cluster.ClusterOptions;
import java.time.Duration;

/** The cluster adapter over a bus that does not know who is there. */
final class HeartbeatClusterTest extends ClusterContract {
  private final InMemoryBus bus =
      InMemoryBus.withHeartbeats(
          ClusterOptions.defaults().withHeartbeat(Duration.ofMillis(500), Duration.ofSeconds(2)));

  @Override
  protected AdapterFactory join() {
    return bus.node();
  }

  @Override
  protected void kill(AdapterFactory adapter) {
    ((InMemoryBus.Node) adapter).cut(false);
  }
}
